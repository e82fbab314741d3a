import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindShare } from "../../../../static/js/panels/share/share.js";
import { openPanels } from "../../dom.js";

function open(t, { welcome = {}, isEmbedded = false } = {}) {
  const opened = openPanels(t, { url: "http://a.test/?embed=1", welcome });
  if (isEmbedded) opened.document.documentElement.dataset.embed = "";
  const copied = [];
  Object.defineProperty(opened.window.navigator, "clipboard", { value: { writeText: async (text) => void copied.push(text) }, configurable: true });
  const schema = { experiment: opened.page.defaults, view: {}, choices: {}, ranges: {}, presets: [] };
  bindShare(opened.context, { fragment: signal("v=1&seed=3") }, schema, { present: signal(null) });
  return { ...opened, copied };
}

/** Waits for what is loaded. */
async function until(opened, isThere) {
  for (let turn = 0; turn < 1000 && !isThere(); turn += 1) await opened.settle();
  assert.ok(isThere());
}

test("the button copies the link", async (t) => {
  const opened = open(t);
  opened.click("copy-link");
  await until(opened, () => opened.copied.length > 0);
  assert.deepEqual(opened.copied, ["http://a.test/#v=1&seed=3"]);
});

test("before the welcome there is no experiment to link to", async (t) => {
  const { click, copied, settle, byId } = open(t, { welcome: null });
  click("copy-link");
  await settle();
  assert.deepEqual([byId("copy-link").disabled, copied], [true, []]);
});

test("an embedded page has a link to the whole page", async (t) => {
  const opened = open(t, { isEmbedded: true });
  const link = opened.byId("open-full");
  await until(opened, () => link.href === "http://a.test/#v=1&seed=3");
});
