import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { isolated, placeWords, prepare, referencesAt } from "../../../static/js/charts/prepare.js";
import { History } from "../../../static/js/state/store/curve-history.js";

const LOG = { isLog: true };

const curves = (columns, more = {}) => ({
  columns,
  names: [],
  colors: [],
  dashes: [],
  kind: LOG,
  logSteps: false,
  smoothing: 0,
  marks: [],
  steps: [columns.steps[0], columns.steps.at(-1)],
  ...more,
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

test("a recent axis fits to the last third, so that the past does not hide the present", () => {
  const steps = Array.from({ length: 91 }, (_, i) => i);
  const columns = { steps, series: [steps.map((step) => (step < 30 ? 1e-200 : 1e-3))] };
  const low = (kind) => prepare(curves(columns, { kind: { isLog: true, ...kind } }), 100).range.low;
  assert.ok(low({}) < -200);
  assert.ok(low({ isRecent: true }) > -4);
});

test("smoothing leaves the curve as it is beside the smooth one", () => {
  const columns = { steps: [0, 1, 2, 3], series: [[1, 100, 1, 100]] };
  const { raw, smooth } = prepare(curves(columns, { smoothing: 1 }), 100);
  assert.deepEqual(raw[0], [0, 2, 0, 2]);
  assert.ok(smooth && smooth[0][3] > 0 && smooth[0][3] < 2);
  assert.equal(prepare(curves(columns), 100).smooth, null);
});

test("words at marks never touch; the newest has its place first", () => {
  const wanted = [
    { x: 50, width: 60 },
    { x: 60, width: 60 },
    { x: 70, width: 60 },
    { x: 150, width: 60 },
  ];
  const starts = placeWords(wanted, 0, 200, 5);
  assert.equal(starts[3], 85, "left of its diamond, because there is no room to the right");
  const shown = starts.flatMap((start, i) => (start === null ? [] : [{ start, end: start + wanted[i].width }]));
  for (const one of shown) {
    assert.ok(one.start >= 0 && one.end <= 200);
    for (const other of shown) assert.ok(one === other || one.end < other.start || other.end < one.start);
    for (const { x } of wanted) assert.ok(x < one.start || x > one.end, "over a diamond");
  }
});

test("both runs share one pair of axes, and are read at the same step", () => {
  const reference = {
    name: "SGD",
    dashes: [],
    columns: {
      steps: [0, 10, 20],
      series: [
        [100, 10, 1],
        [100, 20, 2],
      ],
    },
  };
  const shown = {
    columns: {
      steps: [0, 5],
      series: [
        [0.1, 0.01],
        [0.1, 0.02],
      ],
    },
    names: [],
    colors: [],
    dashes: [],
    kind: { isLog: true },
    logSteps: false,
    smoothing: 0,
    marks: [],
    steps: [0, 20],
    references: [reference],
  };
  const prepared = prepare(shown, 200);
  assert.ok(prepared.range.low < -2 && prepared.range.high > 2);
  assert.deepEqual(prepared.references[0].series, [
    [2, 1, 0],
    [2, Math.log10(20), Math.log10(2)],
  ]);
  assert.deepEqual(referencesAt(prepared, 12), [10, 20]);
  assert.deepEqual(referencesAt(prepared, 21), [null, null]);
  assert.deepEqual(referencesAt(prepare({ ...shown, references: [] }, 200), 12), []);
});

test("of a longer reference run only what is on the axis decides the range, and its line goes on to the edge", () => {
  const reference = { name: "SGD", dashes: [], columns: { steps: [0, 10, 20, 2e6], series: [[1, 0.5, 0.25, 1e-9]] } };
  const own = { steps: [0, 5], series: [[1, 0.5]] };
  const of = (last) => prepare({ ...curves(own), steps: [0, last], references: [reference] }, 200);
  assert.deepEqual(of(15).references[0].rows.steps, [0, 10, 20]);
  assert.deepEqual(of(20).references[0].rows.steps, [0, 10, 20]);
  assert.ok(of(15).range.low > -2);
  assert.ok(of(2e6).range.low < -9);
});
