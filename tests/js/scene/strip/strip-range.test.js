import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_RANGE, nextRange } from "../../../../static/js/scene/strip/strip-range.js";

const shown = (delta, theory = []) => ({ step: 1, delta, weights: [], derivatives: [], theory, bands: [] });

test("the range is the decades of all that is shown, at least three", () => {
  assert.deepEqual(nextRange(FIRST_RANGE, [shown([2e-7, 0.3])]), { low: -7, high: 0, hasZeros: false });
  assert.deepEqual(nextRange(FIRST_RANGE, [shown([0.004, 0.005]), shown([2e-7], [30])]), { low: -7, high: 2, hasZeros: false });
  assert.deepEqual(nextRange(FIRST_RANGE, [shown([4e-9, 5e-9])]), { low: -10, high: -7, hasZeros: false });
  assert.deepEqual(nextRange(FIRST_RANGE, [shown([3e-300, 1])]), { low: -300, high: 1, hasZeros: false });
});

test("a value just above the lowest line moves the line down, so that no dot is on the edge", () => {
  assert.equal(nextRange(FIRST_RANGE, [shown([1.1e-5, 0.3])]).low, -6);
});

test("the range stays until something is outside or two decades are unused", () => {
  const before = { low: -7, high: 0, hasZeros: false };
  assert.equal(nextRange(before, [shown([2e-6, 0.3])]), before);
  assert.equal(nextRange(before, [shown([null, null])]), before);
  assert.deepEqual(nextRange(before, [shown([2e-5, 0.3])]), { low: -5, high: 0, hasZeros: false });
  assert.deepEqual(nextRange(before, [shown([2e-9, 0.3])]), { low: -9, high: 0, hasZeros: false });
});

test("zeros have a row of their own and change no decade", () => {
  const before = { low: -7, high: 0, hasZeros: false };
  assert.deepEqual(nextRange(before, [shown([0, 2e-7, 0.3])]), { low: -7, high: 0, hasZeros: true });
  assert.deepEqual(nextRange(before, [shown([0, 0])]), { ...before, hasZeros: true });
});
