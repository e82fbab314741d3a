import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { section } from "../../../../static/js/net/frame.js";
import { isSameShape, withDifferences } from "../../../../static/js/scene/network/difference.js";
import { frameOf, networkOf, recurrentOf } from "../../examples.js";

test("networks agree in shape if each edge has its counterpart", () => {
  assert.ok(isSameShape(networkOf(2, 3, 1), { ...networkOf(2, 3, 1), optimizer: "adam" }));
  assert.ok(!isSameShape(networkOf(2, 3, 1), networkOf(2, 4, 1)));
  assert.ok(!isSameShape(networkOf(2, 3, 1), networkOf(2, 3, 3, 1)));
  assert.ok(!isSameShape(networkOf(2, 3, 1), { ...networkOf(2, 3, 1), use_bias: false }));
  assert.ok(!isSameShape(networkOf(2, 3, 1), { ...networkOf(2, 3, 1), input_names: ["x1", "x1x2"] }));
  assert.ok(!isSameShape(null, networkOf(2, 3, 1)));
  assert.ok(isSameShape(recurrentOf(2, 3), recurrentOf(2, 3)));
  assert.ok(!isSameShape(recurrentOf(2, 3), recurrentOf(2, 4)));
  assert.ok(!isSameShape(recurrentOf(2, 3), { ...recurrentOf(2, 3), kind: "lstm" }));
});

test("the sections of the lens are those of the twin less those of the run, all others those of the twin", () => {
  const run = frameOf({
    "W.0": [
      [1, 2],
      [1, 2],
    ],
    "b.0": [[1], [3]],
    "dW.0": [
      [1, 2],
      [7, 7],
    ],
  });
  const twin = frameOf({
    "W.0": [
      [1, 2],
      [4, -2],
    ],
    "b.0": [[1], [3]],
    "dW.0": [
      [1, 2],
      [8, 9],
    ],
  });
  const found = withDifferences(run, twin, "weights");
  assert.deepEqual([...section(found, "W", 0).values], [3, -4]);
  assert.deepEqual([...section(found, "b", 0).values], [0]);
  assert.deepEqual([...section(found, "dW", 0).values], [8, 9]);
  assert.deepEqual([...section(twin, "W", 0).values], [4, -2]);
});

test("sections of different size are left alone", () => {
  const run = frameOf({ "W.0": [[1, 1], [1]] });
  const twin = frameOf({
    "W.0": [
      [1, 2],
      [4, -2],
    ],
  });
  assert.deepEqual([...section(withDifferences(run, twin, "weights"), "W", 0).values], [4, -2]);
});
