import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { copy } from "../../../../static/js/base/page/clipboard.js";
import { openPage } from "../../dom.js";

function open(t, writeText) {
  const opened = openPage(t);
  Object.defineProperty(opened.window.navigator, "clipboard", { value: { writeText }, configurable: true });
  return opened;
}
const refuse = () => Promise.reject(new Error("not allowed"));

test("a text is written to the clipboard", async (t) => {
  const copied = [];
  open(t, async (text) => void copied.push(text));
  assert.equal(await copy("a text"), true);
  assert.deepEqual(copied, ["a text"]);
});

test("without a clipboard the text is copied by selection, and the focus comes back", async (t) => {
  const { document, byId } = open(t, refuse);
  let text = "";
  document.execCommand = () => {
    text = document.querySelector("textarea[readonly]").value;
    return true;
  };
  byId("play").focus();
  assert.equal(await copy("a text"), true);
  assert.deepEqual([text, document.activeElement.id], ["a text", "play"]);
  assert.equal(document.querySelectorAll("textarea[readonly]").length, 0);
});

test("a browser that copies in neither way is not said to have copied", async (t) => {
  const { document } = open(t, refuse);
  document.execCommand = () => false;
  assert.equal(await copy("a text"), false);
});
