import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { load, save } from "../../../../static/js/base/page/storage.js";
import { openPage } from "../../dom.js";

test("what is saved is loaded, from its own place; null removes it", (t) => {
  openPage(t);
  save("localStorage", "theme", "dark");
  assert.deepEqual([load("localStorage", "theme"), load("sessionStorage", "theme")], ["dark", null]);
  save("localStorage", "theme", null);
  assert.equal(load("localStorage", "theme"), null);
});

test("blocked storage is empty, and saving is no error", (t) => {
  const { window } = openPage(t);
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new Error("access is denied");
    },
  });
  save("localStorage", "theme", "dark");
  assert.equal(load("localStorage", "theme"), null);
});
