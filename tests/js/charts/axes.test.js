import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import {
  axisLimitsOf,
  isLocked,
  labelOf,
  positionOfStep,
  rangeOf,
  splitsOf,
  stepLabel,
  stepRange,
  stepSplits,
  ZERO_STEP,
} from "../../../static/js/charts/axes.js";

const LOG = { isLog: true };

test("a logarithmic axis reaches down to 1e-300", () => {
  const range = rangeOf([[1e-300, 1]], LOG);
  assert.ok(range.low < -300 && range.high > 0);
  const labels = splitsOf(range, true, 5).map((position) => labelOf(position, range, LOG));
  assert.ok(labels.includes("10⁻³⁰⁰"), labels.join());
});

test("zeros have a row of their own below every other value", () => {
  const range = rangeOf([[0, 1e-5, 1]], LOG);
  assert.equal(range.zeros, true);
  assert.ok(range.low < -5);
  const [lowest, next] = splitsOf(range, true, 5);
  assert.equal(labelOf(lowest, range, LOG), "0");
  assert.ok(next > lowest);
  assert.equal(rangeOf([[1e-5, 1]], LOG).zeros, false);
});

test("limits hold where they make sense, on both kinds of axis", () => {
  assert.deepEqual(rangeOf([[5]], { isLog: false, axisLimits: [0, 10] }), { low: 0, high: 10, zeros: false });
  assert.deepEqual(rangeOf([[5]], { isLog: true, axisLimits: [1e-8, 100] }), { low: -8, high: 2, zeros: false });
  assert.notEqual(rangeOf([[5]], { isLog: false, axisLimits: [10, 0] }).low, 10);
  assert.ok(Number.isFinite(rangeOf([[5]], { isLog: true, axisLimits: [0, null] }).low));
});

test("limits taken from a range hold it as it is", () => {
  for (const [series, kind] of [
    [[[1e-300, 1]], LOG],
    [[[0, 1e-5, 1]], LOG],
    [[[0.25, 3]], { isLog: false }],
  ]) {
    const range = rangeOf(series, kind);
    const axisLimits = axisLimitsOf(range, kind);
    assert.ok(isLocked(axisLimits));
    const held = rangeOf(series, { ...kind, axisLimits });
    for (const end of ["low", "high"]) assert.ok(Math.abs(held[end] - range[end]) < 1e-6, `${held[end]}, ${range[end]}`);
  }
  assert.equal(isLocked([1, null]), false);
});

test("an axis without values has a range too", () => {
  for (const isLog of [true, false]) {
    const { low, high } = rangeOf([[], [null]], { isLog });
    assert.ok(low < high);
  }
});

test("a narrow logarithmic axis has few enough numbers", () => {
  const range = rangeOf([[0.02, 0.03]], LOG);
  const found = splitsOf(range, true, 3);
  assert.ok(found.length >= 1 && found.length <= 3, found.map((position) => labelOf(position, range, LOG)).join());
});

test("where there is room for two numbers alone, a logarithmic axis of more than a decade has two, far apart", () => {
  for (const reach of [1.1, 1.3, 1.5, 1.69]) {
    for (let low = -3; low < 0; low += 0.11) {
      const found = splitsOf({ low, high: low + reach, zeros: false }, true, 2);
      assert.equal(found.length, 2);
      assert.ok(found[1] - found[0] > reach / 3, String([low, reach, found]));
    }
  }
});

test("accuracy goes from 0 to 100 percent", () => {
  const kind = { isLog: false, isShare: true };
  const range = rangeOf([[0.5]], kind);
  assert.deepEqual(
    [range.low, range.high].map((position) => labelOf(position, range, kind)),
    ["0\u2009%", "100\u2009%"],
  );
  assert.equal(labelOf(-0, range, kind), "0\u2009%");
});

test("step 0 has a place and a label on a logarithmic axis", () => {
  assert.equal(positionOfStep(0, true), ZERO_STEP);
  assert.equal(positionOfStep(1000, true), 3);
  const [low, high] = stepRange([0, 1000], true);
  assert.deepEqual(
    stepSplits(low, high, true, 5).map((position) => stepLabel(position, true)),
    ["0", "1", "10", "100", "1\u2009000"],
  );
  assert.equal(stepLabel(2_000_000, false), "2M");
  assert.equal(stepLabel(150_000, false), "150k");
});

test("every vertical axis has at least two numbers, however high it is", () => {
  const alone = [];
  for (const most of [1.4, 2, 2.9, 4, 7]) {
    for (let low = -12; low < 3; low += 0.37) {
      for (const reach of [0.02, 0.2, 1.5, 1.69, 1.7, 1.9, 2.6, 3.8, 7, 23]) {
        const high = low + reach;
        const found = splitsOf({ low, high, zeros: false }, true, most);
        const linear = splitsOf({ low: 10 ** low, high: 10 ** high, zeros: false }, false, most);
        const isInside = found.every((position) => position >= low - 1e-9 && position <= high + 1e-9);
        const labels = new Set(found.map((position) => labelOf(position, { low, high, zeros: false }, LOG)));
        if (labels.size < 2 || labels.size !== found.length || linear.length < 2 || !isInside) alone.push([low, high, most, [...labels]]);
      }
    }
  }
  assert.deepEqual(alone, []);
});
