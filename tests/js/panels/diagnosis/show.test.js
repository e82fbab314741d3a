import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { viewOf } from "../../../../static/js/panels/diagnosis/show.js";
import { deadOf, findingOf } from "./findings.js";

test("a unit is selected, or a whole layer", () => {
  assert.deepEqual(viewOf(deadOf()).pinned, { kind: "neuron", layer: 1, index: 1 });
  const { hover, pinned, distributionLayer, tab } = viewOf(findingOf({ layer: 3, target: { layer: 3, unit: null } }));
  assert.deepEqual(
    [hover, pinned],
    [
      { kind: "layer", layer: 3 },
      { kind: "layer", layer: 3 },
    ],
  );
  assert.deepEqual([distributionLayer, tab], [3, undefined]);
});

test("the twin is shown where there are two networks", () => {
  assert.equal(viewOf(findingOf({ run: 1 })).tab, "twins");
});

test("the lens shows what the finding is about", () => {
  assert.deepEqual([viewOf(findingOf()).lens, viewOf(findingOf()).nodeLens], ["gradients", "delta"]);
  assert.equal(viewOf(findingOf({ rule: "updates_large" })).lens, "updates");
  assert.deepEqual([viewOf(deadOf()).lens, viewOf(deadOf()).nodeLens], ["weights", "a"]);
});

test("where there is no place there is nothing to show", () => {
  assert.equal(viewOf(findingOf({ target: null })), null);
});

test("of a network that is not dense the whole picture is shown, with the numbers that the finding is about", () => {
  assert.deepEqual(viewOf(findingOf({ rule: "vanishing_time", target: null })), { lens: "gradients", nodeLens: "delta" });
  assert.deepEqual(viewOf(findingOf({ rule: "dead_filters", target: { layer: 0, unit: null }, run: 1 })), { lens: "weights", nodeLens: "a", tab: "twins" });
});
