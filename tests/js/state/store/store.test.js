import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { effect } from "@preact/signals-core";
import { createStore } from "../../../../static/js/state/store/store.js";
import { branchOf, changeAt, frameOf, networkOf, SIGNAL, statusOf, timelineOf, twinOf, welcomeOf } from "../../examples.js";

const EXPERIMENT = { learning_rate: 0.03, seed: 0 };
const ack = (fields, more = {}) => ({
  type: "ack",
  id: 1,
  applied: fields,
  message: "",
  step: 0,
  command: 1,
  restorable: false,
  experiment: { ...EXPERIMENT, ...fields },
  ...more,
});
const history = (more = {}) => ({
  type: "history",
  run: 0,
  branch: null,
  step: [0, 5],
  train_loss: [1, 0.5],
  test_loss: [2, null],
  train_accuracy: [0.5, 0.9],
  test_accuracy: [0.4, 0.8],
  gradient_rms: [
    [0.1, 0.2],
    [0.3, 0.4],
  ],
  delta_rms: [
    [1, 2],
    [3, 4],
  ],
  marks: [{ step: 5, changes: [{ field: "learning_rate", before: 1, after: 2 }] }],
  ...more,
});

function open(t) {
  let now_ms = 10_000;
  t.mock.method(performance, "now", () => now_ms);
  const store = createStore();
  store.dispatch(welcomeOf(EXPERIMENT, { network: networkOf(2, 2, 1) }));
  const frame = (step, more = {}, sections = {}) => store.takeFrame(frameOf(sections, { step, trainLoss: 1 / step, testLoss: 2 / step, ...more }));
  return { store, frame, wait: (ms) => (now_ms += ms), steps: () => [...store.losses.columns().steps] };
}

test("frames extend the curves and give the newest figures", (t) => {
  const { store, frame, steps } = open(t);
  frame(1);
  frame(2, { epoch: 3 }, { gradient_rms: [[2], [0.5, 0.25]] });
  assert.deepEqual(steps(), [1, 2]);
  assert.deepEqual(store.figures.value, { step: 2, epoch: 3, trainLoss: 0.5, testLoss: 1 });
  assert.deepEqual(store.layers.dW.columns(), { steps: [2], series: [[0.5], [0.25]] });
});

test("figures are those of one step: a frame without losses of its own has none", (t) => {
  const { store, frame, steps } = open(t);
  frame(2);
  frame(3, { lossStep: 2, trainLoss: 0.5, testLoss: 1 });
  assert.deepEqual([store.frame.value.step, store.figures.value.step, store.figures.value.trainLoss], [3, 2, 0.5]);
  frame(4);
  assert.deepEqual([store.figures.value.step, store.figures.value.trainLoss], [4, 0.25]);
  assert.deepEqual(steps(), [2, 4]);
});

test("a frame from before the last acknowledged command is dropped", (t) => {
  const { store, frame } = open(t);
  frame(10, { command: 0 });
  store.dispatch(ack({ seed: 1 }, { command: 4 }));
  store.dispatch(timelineOf([branchOf(0, { end: 10 }), branchOf(1)], { current: 1, step: 0 }));
  frame(11, { command: 3 });
  assert.deepEqual([store.frame.value.step, store.losses.lastStep], [10, -1]);
  frame(1, { command: 4 });
  assert.deepEqual([store.frame.value.step, store.losses.lastStep], [1, 1]);
});

test("gradients that are not computed yet are no points of a curve", (t) => {
  const { store, frame } = open(t);
  frame(1, {}, { gradient_rms: [[2], [NaN, NaN]] });
  frame(0, {}, { gradient_rms: [[2], [1, 1]] });
  assert.deepEqual(store.layers.dW.columns().steps, []);
});

test("a frame measures this network: not before its first step, nor before a change that makes it another", (t) => {
  const { store, frame } = open(t);
  const isMeasured = () => store.measuredFrame.value !== null;
  assert.equal(isMeasured(), false);
  frame(0);
  assert.equal(isMeasured(), false);
  frame(3);
  assert.equal(isMeasured(), true);
  store.dispatch(ack({ optimizer: "adam" }, { step: 3, command: 1 }));
  store.dispatch({ type: "network", ...networkOf(2, 2, 1), optimizer: "adam" });
  assert.equal(isMeasured(), true, "the network is the same");
  store.dispatch(ack({ hidden: [3] }, { step: 3, command: 2 }));
  store.dispatch({ type: "network", ...networkOf(2, 3, 1) });
  assert.equal(isMeasured(), false);
  frame(3, { command: 2 });
  assert.equal(isMeasured(), false, "its numbers are those of step 3, before the change");
  frame(3, { command: 2, midStep: true });
  assert.equal(isMeasured(), true, "those of step 4, which is not complete");
  store.dispatch(history());
  frame(3, { command: 2 });
  assert.equal(isMeasured(), true, "as after a swap with the twin: its network was there at step 3");
  store.dispatch(ack({ seed: 1 }, { step: 0, command: 3 }));
  assert.equal(isMeasured(), false);
  frame(1, { command: 3 });
  assert.equal(isMeasured(), true);
});

test("a reset cuts the curves and the marks, a change in mid-run does not", (t) => {
  const { store, frame, steps } = open(t);
  for (const step of [1, 2, 3]) frame(step);
  store.dispatch(ack({ learning_rate: 1 }, { step: 3 }));
  store.dispatch(timelineOf([branchOf(0, { end: 3, events: [changeAt(3, "learning_rate", 0.03, 1)] })], { step: 3 }));
  assert.deepEqual([steps(), store.marks.value.length], [[1, 2, 3], 1]);
  store.dispatch(ack({}, { step: 0 }));
  store.dispatch(timelineOf([branchOf(0, { end: 3 }), branchOf(1)], { current: 1, step: 0 }));
  assert.deepEqual([steps(), store.marks.value], [[], []]);
});

test("to go back keeps the curves and the marks up to the end of the branch, a branch of its own cuts them", (t) => {
  const { store, frame, steps } = open(t);
  store.dispatch(timelineOf([branchOf(0)]));
  for (const step of [1, 2, 3]) frame(step);
  store.dispatch(ack({ learning_rate: 1 }, { step: 3 }));
  const run = (end) => branchOf(0, { end, events: [changeAt(3, "learning_rate", 0.03, 1)] });
  store.dispatch(timelineOf([run(3)]));
  frame(4, { command: 1 });
  store.dispatch(ack({}, { step: 2, command: 2, experiment: null }));
  store.dispatch(timelineOf([run(4)], { step: 2, n_events: 0 }));
  frame(2, { command: 2 });
  frame(3, { command: 2 });
  assert.deepEqual([steps(), store.marks.value.length, store.timeline.end.value], [[1, 2, 3, 4], 1, 4]);
  store.dispatch(ack({ learning_rate: 1 }, { step: 3, command: 3 }));
  assert.equal(store.marks.value.length, 1, "a change that is repeated is marked once");
  store.dispatch(timelineOf([run(4), branchOf(1, { parent: 0, forked_at: 2, end: 2 })], { current: 1, step: 2 }));
  assert.deepEqual([steps(), store.marks.value.length], [[1, 2], 0]);
  frame(3, { command: 3 });
  assert.deepEqual(steps(), [1, 2, 3]);
});

test("a reset begins with the loss of its own step 0, in which order its messages may come", (t) => {
  const { store, frame } = open(t);
  store.dispatch(timelineOf([branchOf(0)]));
  frame(0, { trainLoss: 8 });
  frame(5);
  store.dispatch(ack({}, { step: 0, command: 2 }));
  frame(0, { trainLoss: 9, command: 2 });
  store.dispatch(timelineOf([branchOf(0, { end: 5 }), branchOf(1)], { current: 1, step: 0 }));
  assert.deepEqual([store.losses.columns().steps, store.losses.columns().series[0]], [[0], [9]]);
});

test("the curves of another branch are kept apart from those of the run", (t) => {
  const { store, frame, steps } = open(t);
  store.dispatch(timelineOf([branchOf(0, { end: 1 }), branchOf(1, { end: 5 })]));
  frame(1);
  store.dispatch({ type: "compare", branch: 1, isSet: true });
  store.dispatch(history({ branch: 1, run: 0 }));
  store.dispatch(history({ branch: 1, run: 1 }));
  assert.deepEqual([steps(), store.marks.value, store.timeline.beside.value.length], [[1], [], 2], "its twin, too");
  store.dispatch(welcomeOf(EXPERIMENT));
  assert.equal(store.timeline.event.value, null);
});

test("a new session begins without curves, a resumed one keeps them", (t) => {
  const { store, frame, steps } = open(t);
  frame(1);
  store.dispatch(welcomeOf(EXPERIMENT, { resumed: true, step: 1 }));
  assert.deepEqual(steps(), [1]);
  store.dispatch(welcomeOf(EXPERIMENT));
  assert.deepEqual(steps(), []);
});

test("the server's history fills all curves and marks", (t) => {
  const { store, frame } = open(t);
  frame(99);
  store.dispatch(history());
  assert.deepEqual(store.losses.columns(), {
    steps: [0, 5],
    series: [
      [1, 0.5],
      [2, null],
    ],
  });
  assert.deepEqual(store.accuracies.columns().series, [
    [0.5, 0.9],
    [0.4, 0.8],
  ]);
  assert.deepEqual(store.layers.dW.columns().series, [
    [0.1, 0.3],
    [0.2, 0.4],
  ]);
  assert.deepEqual(store.layers.delta.columns().series, [
    [1, 3],
    [2, 4],
  ]);
  assert.deepEqual(
    store.marks.value.map(({ step, changes }) => [step, changes]),
    [[5, [{ field: "learning_rate", from: 1, to: 2 }]]],
  );
});

test("the history of a twin changes neither the run's curves nor its marks", (t) => {
  const { store } = open(t);
  store.dispatch(history());
  store.dispatch(history({ run: 1, train_loss: [7, 8], marks: [] }));
  assert.deepEqual([store.losses.columns().series[0], store.marks.value.length], [[1, 0.5], 1]);
  assert.deepEqual(store.twinLosses.columns().series[2], [7, 8]);
});

test("a status extends the loss curves only while no frames come, as on a hidden page", (t) => {
  const { store, frame, wait, steps } = open(t);
  frame(1);
  wait(500);
  store.dispatch(statusOf({ step: 5 }));
  assert.deepEqual(steps(), [1]);
  wait(1000);
  store.dispatch(statusOf({ step: 9, train_loss: 0.25 }));
  assert.deepEqual([steps(), store.losses.columns().series[0].at(-1)], [[1, 9], 0.25]);
  assert.deepEqual(store.accuracies.columns().steps, [5, 9]);
});

test("a frame that waited does not turn back figures of a newer status", (t) => {
  const { store, frame } = open(t);
  store.dispatch(statusOf({ step: 8 }));
  frame(7);
  assert.equal(store.figures.value.step, 8);
});

test("the lens's scale is the largest value, and falls slowly; another lens has its own", (t) => {
  const { store, frame } = open(t);
  const weights = (largest) => ({
    "W.0": [
      [2, 2],
      [largest, 0, 0, 0],
    ],
    "dW.0": [
      [2, 2],
      [7, 0, 0, 0],
    ],
  });
  store.dispatch(statusOf({ running: true }));
  frame(1, {}, weights(4));
  assert.equal(store.scales.weights, 4);
  frame(2, {}, weights(1));
  assert.ok(store.scales.weights > 3 && store.scales.weights < 4);
  store.dispatch({ type: "view", patch: { lens: "gradients" } });
  assert.deepEqual([store.scales.gradients, store.scales.weights], [7, 0]);
});

test("as soon as a run pauses, its scale is that of the numbers on screen, and they are drawn anew", (t) => {
  const { store, frame } = open(t);
  const weights = (largest) => ({ "W.0": [[1, 1], [largest]] });
  let nDrawn = 0;
  t.after(
    effect(() => {
      void store.frame.value;
      nDrawn += 1;
    }),
  );
  store.dispatch(statusOf({ running: true }));
  frame(1, {}, weights(9.5e8));
  frame(2, {}, weights(1));
  assert.ok(store.scales.weights > 1e7);
  nDrawn = 0;
  store.dispatch(statusOf({ running: false }));
  assert.deepEqual([store.scales.weights, nDrawn], [1, 1]);
  frame(3, {}, weights(9.5e8));
  frame(3, {}, weights(1));
  assert.equal(store.scales.weights, 1, "a weight that was set, and set back");
});

test("side by side the neurons have one scale for run and twin, which a change of the view adapts", (t) => {
  const { store } = open(t);
  const sizes = (largest) => frameOf({ "unit_delta_rms.0": [[1], [largest]] }, { step: 1 });
  store.dispatch(twinOf());
  store.dispatch(statusOf({ running: true }));
  store.takeFrame({ ...sizes(2), twin: sizes(8) });
  assert.equal(store.nodeScale.largest, 0);
  store.dispatch({ type: "view", patch: { nodeLens: "delta" } });
  assert.equal(store.nodeScale.largest, 2);
  store.dispatch({ type: "view", patch: { tab: "twins" } });
  assert.equal(store.nodeScale.largest, 8);
  store.takeFrame(sizes(4));
  assert.ok(store.nodeScale.largest > 7 && store.nodeScale.largest < 8);
});

test("the signal of each edge is added to the frames of its lens", (t) => {
  const { store } = open(t);
  store.takeFrame(frameOf(SIGNAL));
  assert.deepEqual([...store.frame.value.sections.get("signal.0").values], [2, -8, -6, -2]);
});

test("controls show what was asked for, the state what was answered", (t) => {
  const { store } = open(t);
  store.dispatch({ type: "pending", fields: { seed: 9 } });
  assert.deepEqual([store.requested.value.seed, store.state.value.experiment.seed], [9, 0]);
  assert.equal(createStore().requested.value, null);
});

test("a reference run outlives a reset", (t) => {
  const { store, frame } = open(t);
  frame(1);
  frame(2);
  store.dispatch({ type: "reference", isSet: true });
  store.dispatch(ack({}, { step: 0 }));
  assert.deepEqual([store.reference.value.losses.steps, store.reference.value.experiment], [[1, 2], EXPERIMENT]);
  store.dispatch({ type: "reference", isSet: false });
  assert.equal(store.reference.value, null);
});

test("one event is one change, however many parts of the store it touches", (t) => {
  const { store, frame } = open(t);
  frame(1);
  const seen = [];
  const stop = effect(() => void seen.push([store.state.value.experiment.seed, store.curvesVersion.value, store.marks.value.length]));
  store.dispatch(ack({ seed: 5 }, { step: 0 }));
  stop();
  assert.equal(seen.length, 2);
});

test("what dispatches within an effect does not make the effect depend on the state", (t) => {
  const store = createStore();
  let runs = 0;
  const dispose = effect(() => {
    runs += 1;
    store.dispatch({ type: "view", patch: { lens: "gradients", hover: null } });
  });
  t.after(dispose);
  store.dispatch({ type: "view", patch: { tab: "inside" } });
  assert.equal(runs, 1);
});
