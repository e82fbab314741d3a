import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindParts } from "../../../../static/js/panels/inside/parts.js";
import { openPanels } from "../../dom.js";
import { recurrentOf } from "../../examples.js";

test("one part of the right side is shown, the one that is chosen", (t) => {
  const { context, choose, view, document } = openPanels(t);
  bindParts(context);
  const shown = () => [...document.querySelectorAll("[data-part-of]")].filter((part) => !part.hidden).map((part) => part.dataset.partOf);
  assert.deepEqual(shown(), ["numbers"]);
  choose("inspector-parts", "graph");
  assert.deepEqual(shown(), ["graph"]);
  assert.equal(context.store.view.value.part, "graph");
  view({ part: "batch" });
  assert.deepEqual(shown(), ["batch"]);
});

test("every kind of network has all parts", (t) => {
  const { context, view, document, store } = openPanels(t);
  bindParts(context);
  const offered = () =>
    [...document.querySelectorAll("#inspector-parts label")].filter((label) => !label.hidden).map((label) => label.querySelector("input").value);
  view({ part: "batch" });
  store.dispatch({ type: "network", ...recurrentOf(5, 3) });
  assert.deepEqual(offered(), ["numbers", "batch", "code", "graph", "hand"]);
  assert.equal(document.querySelector("#inspector").dataset.part, "batch");
});
