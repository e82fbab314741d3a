import assert from "node:assert/strict";
import { test } from "node:test";
import { distributionTarget } from "../../../static/js/scene/distribution-target.js";
import { networkOf } from "../examples.js";

const network = networkOf(2, 4, 3, 1);
const view = { distributions: true, distributionLayer: 1, pinned: null };

test("the chosen layer is shown while the card is open", () => {
  assert.deepEqual(distributionTarget(view, network), { layer: 1, row: null });
  assert.equal(distributionTarget({ ...view, distributions: false }, network), null);
  assert.equal(distributionTarget(view, null), null);
});

test("a pinned neuron comes first, a pinned edge does not", () => {
  const pinned = { kind: "neuron", layer: 0, index: 3 };
  assert.deepEqual(distributionTarget({ ...view, pinned }, network), { layer: 0, row: 3 });
  const edge = { kind: "edge", layer: 0, row: 0, column: 1 };
  assert.deepEqual(distributionTarget({ ...view, pinned: edge }, network), { layer: 1, row: null });
});

test("a layer that is gone gives way to the last one", () => {
  assert.deepEqual(distributionTarget({ ...view, distributionLayer: 7 }, network), { layer: 2, row: null });
  const pinned = { kind: "neuron", layer: 5, index: 0 };
  assert.deepEqual(distributionTarget({ ...view, pinned }, network), { layer: 1, row: null });
});
