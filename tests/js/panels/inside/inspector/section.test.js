import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { section, wordsOf } from "../../../../../static/js/panels/inside/inspector/section.js";
import { openPanels } from "../../../dom.js";
import { programOf } from "../programs.js";

test("a section has a title, a hint and what it shows", (t) => {
  const { document } = openPanels(t);
  const made = section("Value", "of sample 1", document.createElement("p"));
  assert.deepEqual([made.querySelector("h4").textContent, made.querySelector(".soft").textContent, made.lastChild.tagName], ["Value", "of sample 1", "P"]);
});

test("an operation has the words of the program, or none without one", (t) => {
  const { context, store } = openPanels(t);
  assert.equal(wordsOf(1, context), "");
  store.dispatch(programOf());
  assert.equal(wordsOf(1, context), "activation");
});
