import assert from "node:assert/strict";
import { test } from "node:test";
import { easedRange, firstRecentRow } from "../../../static/js/charts/recent-range.js";

const range = (low, high, zeros = false) => ({ low, high, zeros });

test("the last third of the axis is recent, and the newest row always is", () => {
  assert.equal(firstRecentRow([0, 10, 20, 30], [0, 30]), 2);
  assert.equal(firstRecentRow([0, 5], [0, 300]), 1, "curves that ended early");
  assert.equal(firstRecentRow([], [0, 1]), 0);
});

test("a range that is shown for the first time is at once as it should be", () => {
  assert.deepEqual(easedRange(null, range(0, 1)), range(0, 1));
});

test("it grows at once, so that nothing recent is outside", () => {
  assert.deepEqual(easedRange(range(-3, 0), range(-9, 1)), range(-9, 1));
});

test("it does not follow small changes inwards", () => {
  const shown = range(-6, 0);
  for (let k = 0; k < 50; k += 1) assert.deepEqual(easedRange(shown, range(-5.5 + 0.1 * (k % 2), -0.5)), shown);
});

test("it shrinks in small steps, each end by itself, until it nearly fits", () => {
  let shown = range(-300, 0);
  const lows = [];
  for (let k = 0; k < 60; k += 1) {
    shown = easedRange(shown, range(-6, 0));
    lows.push(shown.low);
  }
  assert.ok(lows.every((low, i) => low >= (lows[i - 1] ?? -300)));
  assert.ok(lows[0] < -200 && shown.low >= -7 && shown.low <= -6, `${shown.low}`);
  assert.equal(shown.high, 0);
});

test("a row for zeros comes and goes at once", () => {
  assert.deepEqual(easedRange(range(-3, 0), range(-2, -1, true)), range(-2, -1, true));
});
