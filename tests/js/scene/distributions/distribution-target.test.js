import assert from "node:assert/strict";
import { test } from "node:test";
import { distributionTarget } from "../../../../static/js/scene/distributions/distribution-target.js";
import { networkOf, recurrentOf } from "../../examples.js";

const network = networkOf(2, 4, 3, 1);
const view = { distributions: true, distributionRun: 0, distributionLayer: 1, pinned: null };
const targetOf = (patch, more = {}) => distributionTarget({ view: { ...view, ...patch }, network, ...more });

test("the chosen layer is shown while the card is open", () => {
  assert.deepEqual(targetOf({}), { run: 0, layer: 1, row: null });
  assert.equal(targetOf({ distributions: false }), null);
  assert.equal(targetOf({}, { network: null }), null);
});

test("a pinned neuron comes first, a pinned edge does not", () => {
  assert.deepEqual(targetOf({ pinned: { kind: "neuron", layer: 0, index: 3 } }), { run: 0, layer: 0, row: 3 });
  assert.deepEqual(targetOf({ pinned: { kind: "edge", layer: 0, row: 0, column: 1 } }), { run: 0, layer: 1, row: null });
});

test("a layer or a neuron that is gone gives way", () => {
  assert.deepEqual(targetOf({ distributionLayer: 7 }), { run: 0, layer: 2, row: null });
  assert.deepEqual(targetOf({ pinned: { kind: "neuron", layer: 5, index: 0 } }), { run: 0, layer: 1, row: null });
  assert.deepEqual(targetOf({ pinned: { kind: "neuron", layer: 1, index: 3 } }), { run: 0, layer: 1, row: null });
});

test("of a network without layers its twin is shown, and the other way round", () => {
  const other = recurrentOf(4, 3);
  assert.deepEqual(targetOf({}, { network: other, twin: { network } }), { run: 1, layer: 1, row: null });
  assert.deepEqual(targetOf({ distributionRun: 1 }, { twin: { network: other } }), { run: 0, layer: 1, row: null });
  assert.equal(targetOf({}, { network: other, twin: { network: other } }), null);
});

test("the twin is shown while there is one, with its own layers", () => {
  const twin = { network: networkOf(2, 4, 3, 3, 1) };
  assert.deepEqual(targetOf({ distributionRun: 1, distributionLayer: 3 }, { twin }), { run: 1, layer: 3, row: null });
  assert.deepEqual(targetOf({ distributionRun: 1, distributionLayer: 3 }), { run: 0, layer: 2, row: null });
});
