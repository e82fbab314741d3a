import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { viewOf } from "../../../../static/js/panels/diagnosis/show.js";
import { deadOf, findingOf } from "./findings.js";

test("a unit is selected, or the first one of a layer", () => {
  assert.deepEqual(viewOf(deadOf()).pinned, { kind: "neuron", layer: 1, index: 1 });
  assert.deepEqual(viewOf(findingOf()).hover, { kind: "neuron", layer: 0, index: 0 });
});

test("the lens shows what the finding is about", () => {
  assert.deepEqual([viewOf(findingOf()).lens, viewOf(findingOf()).nodeLens], ["gradients", "delta"]);
  assert.equal(viewOf(findingOf({ rule: "updates_large" })).lens, "updates");
  assert.deepEqual([viewOf(deadOf()).lens, viewOf(deadOf()).nodeLens], ["weights", "a"]);
});

test("where there is no place there is nothing to show", () => {
  assert.equal(viewOf(findingOf({ target: null })), null);
});
