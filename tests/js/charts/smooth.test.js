import assert from "node:assert/strict";
import { test } from "node:test";
import { smoothed } from "../../../static/js/charts/smooth.js";

test("a reach of zero smooths nothing", () => {
  assert.deepEqual(smoothed([0, 1, 2], [1, null, 3], 0), [1, null, 3]);
});

test("smoothing keeps a constant as it is, from the first point on", () => {
  for (const value of smoothed([0, 1, 5, 9], [2, 2, 2, 2], 3)) assert.ok(Math.abs(value - 2) < 1e-12);
});

test("smoothing weighs by distance", () => {
  // The second point is ln 3 reaches away: weights 1/3 and 1, mean (0/3 + 1) / (4/3).
  const [, second] = smoothed([0, Math.log(3)], [0, 1], 1);
  assert.ok(Math.abs(second - 0.75) < 1e-12);
});
