import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { LensScales } from "../../../../static/js/state/store/lens-scales.js";

const frame = (values) => ({ sections: new Map(Object.entries(values).map(([key, list]) => [key, { shape: [list.length], values: list }])) });
const network = (values) => ({ frame: frame(values), nLayers: 1 });

test("networks side by side have the scale of the larger numbers", () => {
  const scales = new LensScales();
  scales.fitEdges("weights", [network({ "W.0": [1, -3] }), network({ "W.0": [2], "b.0": [-5] })], true);
  assert.equal(scales.edges.weights, 5);
  scales.fitNodes("delta", [network({ "unit_delta_rms.0": [0.5] }), network({ "unit_delta_rms.0": [2] })], true);
  assert.equal(scales.nodes.largest, 2);
});

test("another lens begins anew, and a cleared scale is zero", () => {
  const scales = new LensScales();
  scales.fitEdges("weights", [network({ "W.0": [4] })], true);
  scales.fitEdges("gradients", [network({ "dW.0": [7] })], true);
  assert.deepEqual(scales.edges, { weights: 0, gradients: 7, updates: 0, signal: 0 });
  scales.clear();
  assert.equal(scales.edges.gradients, 0);
});

test("neurons that show activations have no scale of delta", () => {
  const scales = new LensScales();
  scales.fitNodes("a", [network({ "unit_delta_rms.0": [2] })], true);
  assert.equal(scales.nodes.largest, 0);
});

test("only in a run a scale falls slowly", () => {
  const scales = new LensScales();
  const show = (size, isRunning) => {
    scales.fitEdges("weights", [network({ "W.0": [size] })], isRunning);
    scales.fitNodes("delta", [network({ "unit_delta_rms.0": [size] })], isRunning);
    return [scales.edges.weights, scales.nodes.largest];
  };
  show(1e9, false);
  for (const scale of show(1, true)) assert.ok(scale > 1e8);
  assert.deepEqual(show(1, false), [1, 1]);
});
