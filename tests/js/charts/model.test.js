import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { ChartModel } from "../../../static/js/charts/model.js";

/** Curves with one series that has the value `step * 10` at each of the steps. */
function curvesAt(steps, more = {}) {
  return {
    columns: { steps, series: [steps.map((step) => step * 10)] },
    names: ["loss"],
    colors: ["red"],
    dashes: [[]],
    kind: { isLog: false },
    steps: [steps[0] ?? 0, steps.at(-1) ?? 1],
    logSteps: false,
    smoothing: 0,
    marks: [],
    ...more,
  };
}

function model(steps = [0, 10, 20, 30], more = {}) {
  const made = new ChartModel(curvesAt(steps, more));
  made.update(curvesAt(steps, more), 1000);
  return made;
}

const stepOf = (made) => made.rowAt(made.index)?.step;

test("without a held crosshair the last row is shown", () => {
  const made = model();
  assert.equal(made.isHeld, false);
  assert.deepEqual(made.rowAt(made.index), { step: 30, values: [300] });
});

test("keys move from the last row on, and stop at both ends", () => {
  const made = model();
  made.moveBy(-1);
  assert.equal(made.isHeld, true);
  assert.equal(stepOf(made), 20);
  made.moveBy(-Infinity);
  assert.equal(stepOf(made), 0);
  made.moveBy(-1);
  assert.equal(stepOf(made), 0);
  made.moveBy(Infinity);
  assert.equal(stepOf(made), 30);
});

test("a touch holds the first row at or after it", () => {
  const made = model();
  made.holdAt(11);
  assert.equal(stepOf(made), 20);
  made.holdAt(10);
  assert.equal(stepOf(made), 10);
  made.holdAt(1000);
  assert.equal(stepOf(made), 30);
});

test("the crosshair is held at its step while rows are added and dropped", () => {
  const made = model();
  made.holdAt(10);
  made.update(curvesAt([0, 5, 10, 20, 30, 40]), 1000);
  assert.equal(stepOf(made), 10);
  made.update(curvesAt([0, 20, 40]), 1000);
  assert.equal(stepOf(made), 20, "the next row if its own is not drawn");
  made.update(curvesAt([0, 5]), 1000);
  assert.equal(stepOf(made), 5, "the last row after a reset");
  made.release();
  assert.equal(made.isHeld, false);
});

test("a chart without rows has nothing to hold", () => {
  const made = model([]);
  made.moveBy(0);
  made.holdAt(3);
  assert.equal(made.isHeld, false);
  assert.equal(made.rowAt(made.index), null);
  assert.equal(made.rowAt(null), null);
});

test("a row has the values of the reference run at its step", () => {
  const reference = { name: "before", columns: { steps: [0, 15], series: [[1, 2]] }, dashes: [[]] };
  const made = model([0, 10, 20], { references: [reference] });
  assert.deepEqual(made.rowAt(1), { step: 10, values: [100, 1] });
  assert.deepEqual(made.rowAt(2), { step: 20, values: [200, null] });
});

test("a recent axis shrinks slowly while a run goes on, and at once after a reset or with other curves", () => {
  const kind = { isLog: true, isRecent: true };
  const at = (last, value, more = {}) => curvesAt([last], { kind, columns: { steps: [last], series: [[value]] }, ...more });
  const made = new ChartModel(at(1, 1));
  const low = (curves) => {
    made.update(curves, 100);
    return made.prepared.range.low;
  };
  const deep = low(at(2, 1e-200));
  assert.ok(deep < -200 && low(at(3, 1)) > deep);
  assert.ok(made.prepared.range.low < -100);
  assert.ok(low(at(2, 1)) > -1, "a reset");
  low(at(3, 1e-200));
  assert.ok(low(at(4, 1, { title: "dW" })) > -1, "another quantity");
  low(at(5, 1e-200, { title: "dW" }));
  assert.equal(low(at(6, 1, { title: "dW", kind: { ...kind, axisLimits: [0.1, 10] } })), -1, "held");
});

test("smooth curves are drawn after the raw ones", () => {
  assert.equal(model().positions.length, 2);
  const [steps, raw, smooth] = model([0, 10, 20, 30], { smoothing: 1 }).positions;
  assert.deepEqual(steps, [0, 10, 20, 30]);
  assert.equal(raw[3], 300);
  assert.ok(smooth[3] < 300);
});
