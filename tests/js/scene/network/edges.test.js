import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { densityOf, edgeShares, strongest } from "../../../../static/js/scene/network/edges.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { frameOf, networkOf } from "../../examples.js";

const REM = 13;

test("the value of an edge is relative to the scale, and 0 where there is none", () => {
  const frame = frameOf({
    "W.0": [
      [1, 2],
      [0.5, -2],
    ],
    "b.0": [[1, 1], [0.1]],
  });
  const shape = networkShape(networkOf(2, 1), 700, 480, REM);
  assert.deepEqual([...edgeShares(shape, frame, "weights", 2)], [0.25, -1, 0.05].map(Math.fround));
  assert.deepEqual([...edgeShares(shape, frame, "weights", 0)], [0, 0, 0]);
  assert.deepEqual([...edgeShares(shape, null, "weights", 2)], [0, 0, 0]);
});

test("what is not computed yet has no value, lies lowest, and is no 0", () => {
  const frame = frameOf({
    "dW.0": [
      [1, 2],
      [NaN, 0],
    ],
  });
  const shape = networkShape(networkOf(2, 1), 700, 480, REM);
  const shares = edgeShares(shape, frame, "gradients", 2);
  assert.deepEqual([...shares], [NaN, 0, 0]);
  assert.deepEqual([...edgeShares(shape, frame, "gradients", 0)], [NaN, 0, 0]);
  assert.deepEqual([...strongest(Float32Array.from([0.5, NaN, 0.1]))], [1, 2, 0]);
});

test("strong edges lie on top, and of too many the faintest are left out", () => {
  const shares = Float32Array.from([0.5, -1, 0.05, 0.9, -0.2]);
  assert.deepEqual([...strongest(shares)], [2, 4, 0, 3, 1]);
  assert.deepEqual([...strongest(shares, 2)], [3, 1]);
});

test("edges of small nodes are thinner, down to a third", () => {
  assert.deepEqual(
    [100, 2.6 * REM, 1.3 * REM, 1].map((nodeSize) => densityOf({ nodeSize }, REM)),
    [1, 1, 0.5, 0.35],
  );
});
