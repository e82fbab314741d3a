import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { copyText } from "../../../../../static/js/panels/inside/base/copied.js";
import { openPanels } from "../../../dom.js";

test("what is copied is said, a long text cut short", async (t) => {
  const { store, window } = openPanels(t);
  const copied = [];
  Object.defineProperty(window.navigator, "clipboard", { value: { writeText: async (text) => void copied.push(text) }, configurable: true });
  await copyText("0.123456789", store);
  assert.equal(store.state.value.message, "Copied: 0.123456789");
  await copyText("a".repeat(50), store);
  assert.equal(store.state.value.message, `Copied: ${"a".repeat(40)}…`);
  assert.deepEqual(copied, ["0.123456789", "a".repeat(50)]);
});

test("without HTTPS a text is copied by selection, and a refusal is said", async (t) => {
  const { store, document, window } = openPanels(t);
  Object.defineProperty(window.navigator, "clipboard", { value: undefined, configurable: true });
  for (const [isAllowed, message] of [
    [true, "Copied: 0.5"],
    [false, words("inspect.not_copied")],
  ]) {
    document.execCommand = () => isAllowed;
    await copyText("0.5", store);
    assert.equal(store.state.value.message, message);
  }
});
