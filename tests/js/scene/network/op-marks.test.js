import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { edgesOf, unitsOf } from "../../../../static/js/scene/network/op-marks.js";
import { networkOf } from "../../examples.js";

const SHAPE = networkShape(networkOf(2, 3, 1), 700, 480, 13);
const units = (op) => unitsOf(SHAPE, op).map(({ id }) => id);
const nEdges = (op) => edgesOf(SHAPE, op).length;
const FIRST = ["neuron.0.0", "neuron.0.1", "neuron.0.2"];

test("what computes numbers of units marks those of its layer", () => {
  const forward = { phase: "forward", layer: 0, writes: ["value"] };
  assert.deepEqual([units(forward), nEdges(forward)], [FIRST, 0]);
  assert.deepEqual(units({ phase: "backward", layer: 0, writes: ["grad"] }), FIRST);
});

test("the loss is of the output; without a layer it is all units", () => {
  assert.deepEqual(units({ phase: "loss", layer: null, writes: ["grad"] }), ["neuron.1.0"]);
  assert.equal(units({ phase: "local", layer: null, writes: ["local"] }).length, 4);
});

test("what computes numbers of weights marks their edges, with those of the biases, and no unit", () => {
  const gradient = { phase: "backward", layer: 0, writes: ["dW"] };
  assert.deepEqual([units(gradient), nEdges(gradient)], [[], 9]);
  assert.equal(nEdges({ phase: "update", layer: null, writes: ["W"] }), SHAPE.edges.length);
});

test("a step in between of the update marks nothing", () => {
  const between = { phase: "update", layer: null, writes: [] };
  assert.deepEqual([units(between), nEdges(between)], [[], 0]);
  assert.deepEqual([units(null), nEdges(null)], [[], 0]);
});

test("of an operation whose quantities are not known the layer is marked", () => {
  assert.deepEqual(units({ phase: "backward", layer: 0 }), FIRST);
  assert.deepEqual([units({ phase: "update", layer: 0 }), nEdges({ phase: "update", layer: 0 })], [[], 0]);
});
