import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { labelOf, positionOfStep, rangeOf, splitsOf, stepLabel, stepRange, stepSplits, ZERO_STEP } from "../../../static/js/charts/axes.js";
import { isolated, placeWords, prepare } from "../../../static/js/charts/prepare.js";
import { History } from "../../../static/js/state/history.js";

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
  assert.deepEqual(rangeOf([[5]], { isLog: false, limits: [0, 10] }), { low: 0, high: 10, zeros: false });
  assert.deepEqual(rangeOf([[5]], { isLog: true, limits: [1e-8, 100] }), { low: -8, high: 2, zeros: false });
  assert.notEqual(rangeOf([[5]], { isLog: false, limits: [10, 0] }).low, 10);
  assert.ok(Number.isFinite(rangeOf([[5]], { isLog: true, limits: [0, null] }).low));
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

test("accuracy goes from 0 to 100 percent", () => {
  const kind = { isLog: false, isShare: true };
  const range = rangeOf([[0.5]], kind);
  assert.deepEqual([range.low, range.high].map((position) => labelOf(position, range, kind)), ["0\u2009%", "100\u2009%"]);
  assert.equal(labelOf(-0, range, kind), "0\u2009%");
});

test("step 0 has a place and a label on a logarithmic axis", () => {
  assert.equal(positionOfStep(0, true), ZERO_STEP);
  assert.equal(positionOfStep(1000, true), 3);
  const [low, high] = stepRange([0, 1000], true);
  assert.deepEqual(stepSplits(low, high, true, 5).map((position) => stepLabel(position, true)), ["0", "1", "10", "100", "1\u2009000"]);
  assert.equal(stepLabel(2_000_000, false), "2M");
  assert.equal(stepLabel(150_000, false), "150k");
});

const curves = (columns, more = {}) => ({
  columns, names: [], colors: [], dashes: [], kind: LOG, logSteps: false, smoothing: 0, marks: [],
  steps: [columns.steps[0], columns.steps.at(-1)], ...more,
});

test("a chart keeps every peak in at most four rows per column of pixels for two series", () => {
  const history = new History(10000);
  for (let step = 0; step < 9000; step += 1) history.push(step, [step === 4321 ? 50 : 1 + Math.sin(step), 2]);
  const { rows, raw } = prepare(curves(history.columns()), 200);
  assert.ok(rows.steps.length <= 4 * 201, `${rows.steps.length}`);
  assert.equal(rows.series[0][rows.steps.indexOf(4321)], 50);
  assert.equal(Math.max(...raw[0].filter((value) => value !== null)), Math.log10(50));
});

test("zeros and gaps break a curve, and lone points are known", () => {
  const { raw } = prepare(curves({ steps: [0, 1, 2, 3], series: [[1, 0, 1, null]] }), 100);
  assert.deepEqual(raw[0], [0, null, 0, null]);
  assert.deepEqual(isolated(raw[0]), [0, 2]);
  assert.deepEqual(isolated([1, 2, null]), []);
});

test("smoothing leaves the curve as it is beside the smooth one", () => {
  const columns = { steps: [0, 1, 2, 3], series: [[1, 100, 1, 100]] };
  const { raw, smooth } = prepare(curves(columns, { smoothing: 1 }), 100);
  assert.deepEqual(raw[0], [0, 2, 0, 2]);
  assert.ok(smooth && smooth[0][3] > 0 && smooth[0][3] < 2);
  assert.equal(prepare(curves(columns), 100).smooth, null);
});

test("words at marks never touch; the newest has its place first", () => {
  const wanted = [{ x: 50, width: 60 }, { x: 60, width: 60 }, { x: 70, width: 60 }, { x: 150, width: 60 }];
  const positions = placeWords(wanted, 0, 200, 5);
  assert.ok(positions[3]);
  const shown = positions.flatMap((position, i) => (position ? [{ ...position, end: position.start + wanted[i].width }] : []));
  for (const one of shown) {
    assert.ok(one.start >= 0 && one.end <= 200);
    for (const other of shown) assert.ok(one === other || one.row !== other.row || one.end < other.start || other.end < one.start);
  }
});
