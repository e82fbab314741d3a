import assert from "node:assert/strict";
import { test } from "node:test";
import { largestSize } from "../../../../static/js/scene/kinds/largest.js";

test("the largest size is that of the finite numbers", () => {
  assert.equal(largestSize([1, -3, NaN, Infinity, 2]), 3);
  assert.equal(largestSize([NaN, Infinity]), 0);
  assert.equal(largestSize([]), 0);
});

test("numbers outside of a part do not count", () => {
  assert.equal(largestSize([5, 1, -3, 7], 1, 3), 3);
  assert.equal(largestSize([5, 1], 1), 1);
});
