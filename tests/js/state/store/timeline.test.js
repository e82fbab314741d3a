import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_COMPARED, Timeline } from "../../../../static/js/state/store/timeline.js";
import { branchOf, timelineOf } from "../../examples.js";

const history = (more = {}) => ({
  type: "history",
  run: 0,
  branch: 1,
  step: [0, 5],
  train_loss: [1, 0.5],
  test_loss: [2, null],
  train_accuracy: [0.5, 0.9],
  test_accuracy: [0.4, 0.8],
  marks: [],
  ...more,
});
const TWO = [branchOf(0, { end: 90 }), branchOf(1, { parent: 0, forked_at: 30, end: 60 })];

test("the end is that of the current branch, and moves along with training", () => {
  const timeline = new Timeline();
  timeline.reach(7);
  timeline.reach(3);
  assert.equal(timeline.end.value, 7, "before the first event all that was reached");
  timeline.take(timelineOf(TWO, { current: 1, step: 40 }));
  assert.deepEqual([timeline.end.value, timeline.current.id], [60, 1]);
  timeline.reach(50);
  timeline.reach(61);
  assert.equal(timeline.end.value, 61);
  timeline.take(timelineOf(TWO, { current: 0, step: 100 }));
  assert.equal(timeline.end.value, 100, "a step that was trained since the branch was measured");
});

test("branches to compare with are at most four, the newest ones, and only those that exist", () => {
  const timeline = new Timeline();
  const ids = Array.from({ length: MOST_COMPARED + 2 }, (_, i) => i);
  timeline.take(timelineOf(ids.map((id) => branchOf(id))));
  for (const id of ids) timeline.compare(id, true);
  assert.deepEqual(timeline.compared.value, [2, 3, 4, 5]);
  timeline.compare(3, false);
  timeline.compare(2, true);
  assert.deepEqual(timeline.compared.value, [4, 5, 2]);
  timeline.take(timelineOf([branchOf(0), branchOf(5)]));
  assert.deepEqual(timeline.compared.value, [5]);
});

test("curves are beside the current ones when they have come and are wanted, but not those of the current branch", () => {
  const timeline = new Timeline();
  timeline.take(timelineOf(TWO));
  timeline.compare(1, true);
  assert.deepEqual(timeline.beside.value, []);
  timeline.load(history(), 1);
  assert.deepEqual(timeline.beside.value, [
    {
      id: 1,
      losses: {
        steps: [0, 5],
        series: [
          [1, 0.5],
          [2, null],
        ],
      },
      accuracies: {
        steps: [0, 5],
        series: [
          [0.5, 0.9],
          [0.4, 0.8],
        ],
      },
    },
  ]);
  timeline.take(timelineOf(TWO, { current: 1 }));
  assert.deepEqual(timeline.beside.value, []);
  timeline.take(timelineOf([branchOf(0)]));
  assert.equal(timeline.curves.value.size, 0, "those of a deleted branch are forgotten");
});

test("the curves of a branch are those of its run and of its twin, until it is told without one", () => {
  const timeline = new Timeline();
  timeline.take(timelineOf(TWO));
  timeline.compare(1, true);
  const firstLosses = () => timeline.beside.value.map(({ id, losses }) => [id, losses.series[0]]);
  for (const [run, train_loss] of [
    [0, [1, 0.5]],
    [1, [1, 0.7]],
    [0, [1, 0.4]],
    [1, [1, 0.6]],
  ])
    timeline.load(history({ run, train_loss }), 1);
  assert.deepEqual(firstLosses(), [
    [1, [1, 0.4]],
    [1, [1, 0.6]],
  ]);
  timeline.load(history(), 1);
  assert.deepEqual(firstLosses(), [[1, [1, 0.5]]]);
});

test("a new session has another past", () => {
  const timeline = new Timeline();
  timeline.take(timelineOf(TWO));
  timeline.compare(1, true);
  timeline.load(history(), 1);
  timeline.clear();
  assert.deepEqual(
    [timeline.event.value, timeline.current, timeline.end.value, timeline.compared.value, timeline.curves.value.size],
    [null, undefined, 0, [], 0],
  );
});

test("a branch of other data is compared until the session changes to another branch", () => {
  const timeline = new Timeline();
  const branches = [branchOf(0), branchOf(1), branchOf(2, { dataset: "own" })];
  timeline.take(timelineOf(branches));
  timeline.compare(1, true);
  timeline.compare(2, true);
  timeline.take(timelineOf(branches));
  assert.deepEqual(timeline.compared.value, [1, 2]);
  timeline.take(timelineOf([...branches, branchOf(3)], { current: 3 }));
  assert.deepEqual(timeline.compared.value, [1]);
  timeline.take(timelineOf([...branches, branchOf(3)], { current: 2 }));
  assert.deepEqual(timeline.compared.value, []);
});

test("who goes over to a branch that is compared goes on to see both", () => {
  const timeline = new Timeline();
  timeline.take(timelineOf(TWO));
  timeline.compare(1, true);
  timeline.take(timelineOf(TWO, { current: 1 }));
  assert.deepEqual(timeline.compared.value, [0]);
  timeline.take(timelineOf(TWO, { current: 0 }));
  assert.deepEqual(timeline.compared.value, [1]);
});
