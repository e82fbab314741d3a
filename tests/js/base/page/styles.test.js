import assert from "node:assert/strict";
import { test } from "node:test";
import { applyStyles } from "../../../../static/js/base/page/styles.js";
import { openPage } from "../../dom.js";

test("a stylesheet is waited for, and only that one", async (t) => {
  const { byId, happen } = openPage(t);
  let isApplied = false;
  const done = applyStyles("twins").then(() => {
    isApplied = true;
  });
  assert.equal(byId("styles-twins").disabled, false);
  assert.notEqual(byId("styles-figures").disabled, false);
  await Promise.resolve();
  assert.equal(isApplied, false);
  happen("styles-twins", "load");
  await done;
});

test("one that cannot be loaded holds nothing up", async (t) => {
  const { happen } = openPage(t);
  const done = applyStyles("charts");
  happen("styles-charts", "error");
  await done;
});

test("one that does not exist is an error", (t) => {
  openPage(t);
  assert.throws(() => applyStyles("nothing"), /#styles-nothing/);
});
