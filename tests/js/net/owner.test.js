import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { ownerSecret } from "../../../static/js/net/owner.js";
import { openPage } from "../dom.js";

test("the secret of a browser is random and stays", (t) => {
  const { window } = openPage(t);
  const made = ownerSecret();
  assert.match(made, /^[0-9a-f]{32}$/);
  assert.equal(ownerSecret(), made);
  window.localStorage.clear();
  assert.notEqual(ownerSecret(), made);
});

test("a browser that keeps nothing has no secret", (t) => {
  const { window } = openPage(t);
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new Error("blocked");
    },
  });
  assert.equal(ownerSecret(), null);
});
