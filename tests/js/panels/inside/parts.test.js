import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindParts } from "../../../../static/js/panels/inside/parts.js";
import { openPanels } from "../../dom.js";

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
