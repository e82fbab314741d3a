import assert from "node:assert/strict";
import { test } from "node:test";
import { lineAt, markAt, stepAt, stepByKey, timeShape } from "../../../../static/js/scene/time/strip.js";
import { branchOf, changeAt } from "../../examples.js";

const REM = 10;
const SIZE = { width: 211, height: 30, rem: REM };
const NONE = { losses: { steps: [], series: [] }, branches: [], current: 0, position: 0, end: 0, divergedAt: null };
const losses = (values) => ({ steps: values.map((_, i) => i), series: [values, values.map(() => 1)] });
const shapeOf = (past) => timeShape({ ...NONE, ...past }, SIZE);

test("step 0 is at the left end and the last step at the right, with room for half a handle", () => {
  const { left, right, position, end, last } = shapeOf({ position: 50, end: 100 });
  assert.deepEqual([left, right, position, end, last], [5.5, 205.5, 105.5, 205.5, 100]);
  assert.equal(shapeOf({}).position, 5.5, "a run that has not begun");
});

test("the silhouette rises with the logarithm of the training loss", () => {
  const { silhouette } = shapeOf({ losses: losses([100, 10, 1]), end: 2, position: 2 });
  const [high, middle, low] = silhouette.map(({ y }) => y);
  assert.ok(high < middle && middle < low && low < SIZE.height);
  assert.ok(Math.abs((high + low) / 2 - middle) < 1e-9);
  assert.deepEqual(
    silhouette.map(({ x }) => x),
    [5.5, 105.5, 205.5],
  );
});

test("a loss of 0 has a linear silhouette, a constant one a level, and gaps are left out", () => {
  const linear = shapeOf({ losses: losses([2, 1, 0]), end: 2 }).silhouette.map(({ y }) => y);
  assert.ok(Math.abs((linear[0] + linear[2]) / 2 - linear[1]) < 1e-9);
  const level = shapeOf({ losses: losses([3, null, NaN, 3]), end: 3 }).silhouette;
  assert.deepEqual([level.length, new Set(level.map(({ y }) => y)).size], [2, 1]);
  assert.deepEqual(shapeOf({}).silhouette, []);
});

test("of many steps in one pixel the highest shows, and no more points than pixels are kept", () => {
  const values = Array.from({ length: 5000 }, (_, i) => (i === 2501 ? 1e6 : 1 + (i % 7)));
  const { silhouette } = shapeOf({ losses: losses(values), end: 4999 });
  assert.ok(silhouette.length <= 203);
  const peak = silhouette.reduce((best, point) => (point.y < best.y ? point : best));
  assert.ok(Math.abs(peak.x - (5.5 + (2501 / 4999) * 200)) < 1);
});

test("marks are where the branch was changed, and where it diverged", () => {
  const events = [changeAt(10, "l2", 0, 1), changeAt(40, "l2", 1, 0, { index: 3 })];
  const { marks } = shapeOf({ branches: [branchOf(0, { events }), branchOf(1, { events: [changeAt(5, "l2", 0, 1)] })], end: 100, divergedAt: 60 });
  assert.deepEqual(marks, [
    { step: 10, x: 25.5, event: 0 },
    { step: 40, x: 85.5, event: 3 },
    { step: 60, x: 125.5, event: null },
  ]);
});

test("other branches have a line from where they left, the newest three, in rows of their own", () => {
  const fork = (id, forked_at, end) => branchOf(id, { parent: 0, forked_at, end });
  const branches = [branchOf(0, { end: 100 }), fork(1, 10, 20), fork(2, 20, 200), fork(3, 30, 40), fork(4, 50, 50), branchOf(5, { end: 90 }), fork(6, 60, 70)];
  const { lines, last } = shapeOf({ branches, end: 100 });
  assert.deepEqual(
    lines.map(({ id, from, to }) => [id, from - 5.5, to - 5.5]),
    [
      [2, 20, 200],
      [3, 30, 40],
      [6, 60, 70],
    ],
    "not one without a step of its own, nor a run that has nothing in common",
  );
  assert.equal(last, 200, "the axis is as long as the longest of them");
  assert.equal(new Set(lines.map(({ y }) => y)).size, 3);
  const child = shapeOf({ branches, current: 2, end: 200 }).lines.find(({ id }) => id === 0);
  assert.deepEqual([child.from - 5.5, child.to - 5.5], [20, 100], "the rest of the parent, from where it was left");
});

test("places of the strip lead back to steps, within what was trained", () => {
  const shape = shapeOf({ branches: [branchOf(0, { end: 100 }), branchOf(1, { parent: 0, forked_at: 50, end: 200 })], end: 100 });
  assert.deepEqual(
    [0, 5.5, 55.5, 105.5, 190].map((x) => stepAt(shape, x, 100)),
    [0, 0, 50, 100, 100],
  );
});

test("the nearest mark, and the line, are found where the pointer is", () => {
  const events = [changeAt(10, "l2", 0, 1), changeAt(13, "l2", 1, 0)];
  const shape = shapeOf({ branches: [branchOf(0, { end: 100, events }), branchOf(1, { parent: 0, forked_at: 50, end: 90, events })], end: 100 });
  assert.equal(markAt(shape, 26, REM)?.step, 10);
  assert.equal(markAt(shape, 31, REM)?.step, 13);
  assert.equal(markAt(shape, 90, REM), null);
  assert.equal(lineAt(shape, 150, 3, REM)?.id, 1);
  assert.equal(lineAt(shape, 150, 20, REM), null);
  assert.equal(lineAt(shape, 50, 3, REM), null);
});

test("keys lead one step on, far, to the ends, and to the next change", () => {
  const past = { position: 500, end: 5000, marks: [{ step: 100 }, { step: 480 }, { step: 700 }] };
  const goal = (key, more = {}) => stepByKey({ key, shiftKey: false, ctrlKey: false, ...more }, past);
  assert.deepEqual(
    ["ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"].map((key) => goal(key)),
    [499, 499, 501, 501],
  );
  assert.deepEqual(
    ["PageUp", "PageDown", "Home", "End", "a"].map((key) => goal(key)),
    [550, 450, 0, 5000, null],
  );
  assert.deepEqual([goal("ArrowRight", { shiftKey: true }), goal("ArrowLeft", { shiftKey: true })], [550, 450]);
  assert.deepEqual([goal("ArrowRight", { ctrlKey: true }), goal("ArrowLeft", { ctrlKey: true })], [700, 480]);
  const short = { position: 3, end: 20, marks: [] };
  assert.equal(stepByKey({ key: "PageUp", shiftKey: false, ctrlKey: false }, short), 13, "at least ten");
  assert.equal(stepByKey({ key: "PageDown", shiftKey: false, ctrlKey: false }, short), 0);
  assert.equal(stepByKey({ key: "ArrowLeft", shiftKey: false, ctrlKey: true }, short), 0);
});
