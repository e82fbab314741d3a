import assert from "node:assert/strict";
import { test } from "node:test";
import { targetOf, toneOf } from "../../../../../static/js/panels/inside/base/refs.js";
import { recurrentOf } from "../../../examples.js";
import { refOf } from "../derivations.js";

test("a number leads to what it belongs to", () => {
  assert.deepEqual(targetOf(refOf({ quantity: "W", node: "", layer: 1, row: 0, column: 2 })), { kind: "edge", layer: 1, row: 0, column: 2 });
  assert.deepEqual(targetOf(refOf({ quantity: "dW", node: "", layer: 1, row: 0 })), { kind: "edge", layer: 1, row: 0, column: null });
  assert.deepEqual(targetOf(refOf({ quantity: "grad", node: "z", layer: 2, row: 3, sample: 7 })), { kind: "neuron", layer: 2, index: 3 });
  assert.deepEqual(targetOf(refOf({ quantity: "value", node: "x", layer: -1, row: 1 })), { kind: "input", index: 1 });
  assert.deepEqual(targetOf(refOf({ quantity: "loss", node: "loss", layer: 2 })), { kind: "loss" });
});

test("a number that belongs to nothing that can be selected leads nowhere", () => {
  assert.equal(targetOf(null), null);
  assert.equal(targetOf(refOf({ quantity: "value", node: "a", layer: 0 })), null);
});

test("the colour of a number tells where in the step it comes from", () => {
  const tones = ["W", "update", "value", "grad", "dW", "local", "mask", "y", "m"].map((quantity) => toneOf(refOf({ quantity })));
  assert.deepEqual(tones, ["weight", "weight", "forward", "backward", "backward", "constant", "constant", "plain", "backward"]);
  assert.equal(toneOf(refOf({ quantity: "W" }), true), "constant");
  assert.equal(toneOf(null), "plain");
});

test("a number of another kind of network is a cell, at the site that its node has", () => {
  const network = recurrentOf(3, 2);
  const at = (node, layer, column = null) => targetOf(refOf({ quantity: "value", node, layer, row: 1, column }), network);
  assert.deepEqual(at("h", 2), { kind: "cell", node: "h", site: 2, row: 1, column: 0 });
  assert.deepEqual(at("o", -1, 4), { kind: "cell", node: "o", site: null, row: 1, column: 4 });
  assert.deepEqual(at("", 1, 0), { kind: "edge", layer: 1, row: 1, column: 0 });
});
