import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { markText } from "../../../static/js/charts/mark-text.js";
import { markFromServer } from "../../../static/js/state/store/change-marks.js";

test("a mark names two changes briefly, and how many more there are", () => {
  const label = (_field, value) => value.toUpperCase();
  const changes = [
    { field: "learning_rate", from: 0.03, to: 0.3 },
    { field: "optimizer", from: "sgd", to: "adam" },
    { field: "l2", from: 0, to: 1 },
  ];
  assert.equal(markText({ changes: changes.slice(0, 1) }, label), "rate 0.03 → 0.3");
  assert.equal(markText({ changes }, label), "rate 0.03 → 0.3, SGD → ADAM, 1 more");
});

test("a mark names a choice by its value, and a parameter by its place", () => {
  const label = (_field, value) => ({ relu: "ReLU" })[value] ?? value;
  const text = (changed) => markText(markFromServer({ step: 12, changes: [changed] }), label);
  assert.equal(text({ field: "activation", before: "tanh", after: "relu" }), "tanh → ReLU");
  assert.equal(text({ field: "hidden", before: [4, 2], after: [4, 3] }), "layers 4-2 → 4-3");
  assert.equal(text({ field: "W", before: 1, after: 0.5, layer: 0, row: 1, column: 0 }), "weight 2,1 of layer 1 0.5");
  assert.equal(text({ field: "b", before: 1, after: -1, layer: 1, row: 0, column: null }), "bias 1 of layer 2 −1");
});
