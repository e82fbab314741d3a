import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { weightsFrom, weightsText } from "../../../../static/js/panels/share/given-weights.js";

const MAZUR = [
  {
    W: [
      [0.15, 0.2],
      [0.25, 0.3],
    ],
    b: [0.35, 0.35],
  },
  {
    W: [
      [0.4, 0.45],
      [0.5, 0.55],
    ],
    b: [0.6, 0.6],
  },
];

test("layers, units and biases are separated", () => {
  const text = "0.15,0.2,b0.35;0.25,0.3,b0.35/0.4,0.45,b0.6;0.5,0.55,b0.6";
  assert.equal(weightsText(MAZUR), text);
  assert.deepEqual(weightsFrom(text), MAZUR);
});

test("every number comes back to its last bit", () => {
  const W = [[0.1 + 0.2, -1 / 3, 1e-300, -2.5e21, 0, Number.MIN_VALUE]];
  assert.deepEqual(weightsFrom(weightsText([{ W, b: null }])), [{ W, b: null }]);
});

test("what is no table of numbers is refused", () => {
  for (const text of ["", "1,", "x", "1,2;3", "1,b2;3,4", "1,bx", "b", "1/", "1;;2", "Infinity", "0x10", "b1,2"]) {
    assert.equal(weightsFrom(text), undefined, text);
  }
});

test("many weights are too long for a link", () => {
  assert.equal(weightsText([{ W: [Array(3001).fill(1)], b: null }]), null);
  assert.notEqual(weightsText([{ W: [Array(2900).fill(1)], b: null }]), null);
});
