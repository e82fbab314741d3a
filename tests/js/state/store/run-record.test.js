import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { RunRecord } from "../../../../static/js/state/store/run-record.js";
import { branchOf, changeAt, frameOf, timelineOf, welcomeOf } from "../../examples.js";

const EXPERIMENT = { learning_rate: 0.03 };
const frame = (step, trainLoss = 1 / (1 + step)) => frameOf({}, { step, trainLoss });
const went = (step) => ({ type: "ack", step, command: 1, applied: {}, message: "", experiment: null });

function open() {
  const record = new RunRecord();
  let now_ms = 0;
  const apply = (event, newest = null) => {
    now_ms += 10_000;
    return record.apply(event, { experiment: EXPERIMENT, newest }, now_ms);
  };
  for (const step of [0, 1, 2, 3, 4]) record.addFrame(frame(step), 0);
  return { record, apply, steps: () => [...record.curves.losses.columns().steps], marks: () => record.marks.value.map(({ step }) => step) };
}

test("what came later stays until a branch of its own begins", () => {
  const { record, apply, steps } = open();
  assert.equal(apply(went(2)), true, "scales and measurements are those of another step");
  assert.deepEqual([steps(), record.timeline.end.value], [[0, 1, 2, 3, 4], 4]);
  const fork = branchOf(1, { parent: 0, forked_at: 2, end: 2 });
  assert.equal(apply(timelineOf([branchOf(0, { end: 4 }), fork], { current: 1, step: 2 })), true);
  assert.deepEqual([steps(), record.timeline.end.value], [[0, 1, 2], 2]);
});

test("changes are marked as the list of branches tells", () => {
  const { record, apply, marks } = open();
  const rate = (step) => changeAt(step, "learning_rate", 0.03, step);
  apply(timelineOf([branchOf(0, { end: 4, events: [rate(2), rate(4)] })]));
  assert.deepEqual(marks(), [2, 4]);
  apply(went(1));
  assert.deepEqual(marks(), [2, 4], "the changes after the place happen again");
  apply(timelineOf([branchOf(0, { end: 4, events: [rate(2)] })]));
  assert.deepEqual(marks(), [2], "the last one was taken back");
  apply(timelineOf([branchOf(0, { end: 4 }), branchOf(1, { parent: 0, forked_at: 3, events: [rate(3)] })], { current: 1, step: 3 }));
  assert.deepEqual([marks(), record.timeline.end.value], [[3], 3]);
});

test("a row of the step where the run is now, is that of now", () => {
  const { record, apply } = open();
  apply(timelineOf([branchOf(0, { end: 4 })]));
  apply(timelineOf([branchOf(0, { end: 4 }), branchOf(1)], { current: 1, step: 0 }), frame(0, 9));
  assert.deepEqual(record.curves.losses.columns(), { steps: [0], series: [[9], [0.6]] });
});

test("the history of another branch replaces no curve and no mark of the run", () => {
  const { record, apply, steps } = open();
  apply(timelineOf([branchOf(0, { end: 4 }), branchOf(1)]));
  const history = { type: "history", run: 0, branch: 1, step: [0], train_loss: [1], test_loss: [1], train_accuracy: [1], test_accuracy: [1], marks: [{}] };
  apply(history);
  assert.deepEqual([steps(), record.marks.value], [[0, 1, 2, 3, 4], []]);
  assert.ok(record.timeline.curves.value.has(1));
});

test("a new session has no past, a resumed one keeps its curves", () => {
  const { record, apply, steps } = open();
  apply(timelineOf([branchOf(0, { end: 4 })]));
  assert.equal(apply(welcomeOf(EXPERIMENT, { resumed: true })), false);
  assert.deepEqual([steps().length, record.timeline.event.value], [5, null]);
  assert.equal(apply(welcomeOf(EXPERIMENT)), true);
  assert.deepEqual(steps(), []);
});
