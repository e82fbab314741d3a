import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { INITIAL_STATE, reduce, spokenStatus } from "../../../../static/js/state/store/reducer.js";
import { networkOf, recurrentOf, twinOf, welcomeOf } from "../../examples.js";

const NETWORK = {
  kind: "dense",
  layers: [{ index: 0, fan_in: 2, fan_out: 1, activation: "tanh" }],
  input_names: ["x1", "x2"],
  use_bias: true,
  loss: "",
  optimizer: "",
  n_parameters: 3,
};
const WELCOME = {
  type: "welcome",
  id: 1,
  session: "s",
  resumed: false,
  step: 0,
  running: false,
  steps_per_second: null,
  experiment: { seed: 0 },
  protocol: "backprop-live.v1",
  data: { task: "classification" },
  network: NETWORK,
};
const DIVERGED = { type: "diverged", step: 12, layer: 0, quantity: "the weights", message: "Step 12 gave dW of layer 1", last_finite_step: 11 };
const STATUS = {
  type: "status",
  running: true,
  step: 5,
  epoch: 0,
  batch: 5,
  steps_per_second: 100,
  train_loss: 0.5,
  test_loss: 0.6,
  train_accuracy: 0.9,
  test_accuracy: 0.8,
  op: null,
  message: "",
};

test("nothing is changed in place", () => {
  const next = reduce(INITIAL_STATE, WELCOME);
  assert.notEqual(next, INITIAL_STATE);
  assert.equal(INITIAL_STATE.connection, "connecting");
});

test("a resumed session says at which step", () => {
  assert.match(reduce(INITIAL_STATE, { ...WELCOME, resumed: true, step: 1204 }).message, /Resumed at step 1.204/);
});

test("a run that the server has forgotten is not passed over in silence", () => {
  const trained = reduce(reduce(INITIAL_STATE, WELCOME), STATUS);
  const lost = reduce(trained, { type: "connection", connection: "reconnecting", reason: "" });
  assert.equal(lost.message, "The connection was lost");
  assert.match(reduce(lost, WELCOME).message, /no longer had the run.*step 0/);
  assert.match(reduce(INITIAL_STATE, WELCOME).message, /^Ready/);
  const unreached = reduce(INITIAL_STATE, { type: "connection", connection: "reconnecting", reason: "" });
  assert.match(unreached.message, /^Connecting/);
  assert.equal(reduce(lost, { type: "connection", connection: "closed", reason: "" }).message, "Not connected");
});

test("a divergence stays until training goes on or an experiment changes", () => {
  const stopped = reduce(reduce(INITIAL_STATE, WELCOME), DIVERGED);
  assert.equal(stopped.running, false);
  assert.match(stopped.message, /Step 12 gave dW of layer 1.*stopped at step 11/);
  assert.equal(reduce(stopped, { ...STATUS, running: false }).diverged, stopped.diverged);
  assert.equal(reduce(stopped, STATUS).diverged, null);
  const changed = { type: "ack", id: 1, applied: {}, message: "Learning rate 3 \u2192 1: weights kept", step: 11, command: 1, experiment: {} };
  assert.match(reduce(stopped, changed).message, /weights kept. The weights are still the diverged ones: Reset/);
  assert.match(reduce(reduce(INITIAL_STATE, WELCOME), changed).message, /weights kept$/);
  assert.equal(reduce(stopped, { type: "ack", id: 1, applied: {}, message: "", step: 0, command: 1, experiment: {} }).diverged, null);
});

test("a refusal is said and changes nothing else", () => {
  const before = reduce(INITIAL_STATE, WELCOME);
  const after = reduce(before, { type: "error", id: 3, code: "limit_exceeded", field: "hidden", limit: 8, message: "at most 8" });
  assert.deepEqual({ ...after, message: before.message, tone: before.tone }, before);
  assert.equal(after.tone, "error");
});

test("a smaller network lets go of what is no longer there", () => {
  const before = reduce(reduce(INITIAL_STATE, WELCOME), {
    type: "view",
    patch: { pinned: { kind: "neuron", layer: 3, index: 0 }, hover: { kind: "edge", layer: 0, row: 0, column: 1 } },
  });
  const { view } = reduce(before, { type: "network", ...NETWORK });
  assert.equal(view.pinned, null);
  assert.deepEqual(view.hover, { kind: "edge", layer: 0, row: 0, column: 1 });
});

test("the spoken sentence has the step, both losses and the share of right answers", () => {
  const state = reduce(reduce(INITIAL_STATE, WELCOME), STATUS);
  assert.equal(spokenStatus(state), "Training at step 5: training loss 0.500, test loss 0.600, 80 percent of test points right");
});

test("a page without a key for others observes", () => {
  const observing = reduce(INITIAL_STATE, { ...WELCOME, observer_key: null });
  assert.equal(observing.isObserver, true);
  assert.match(observing.message, /observing/);
  const controlling = reduce(INITIAL_STATE, { ...WELCOME, observer_key: "key" });
  assert.equal(controlling.isObserver, false);
  assert.equal(controlling.observerKey, "key");
  assert.equal(reduce(controlling, { type: "audience", observers: 3 }).observerCount, 3);
});

test("what another page changed is known here too", () => {
  const changed = { type: "changed", applied: { seed: 4 }, message: "Seed 0 → 4", step: 0, command: 2, experiment: { seed: 4 } };
  const next = reduce(reduce(INITIAL_STATE, { ...WELCOME, observer_key: null }), changed);
  assert.equal(next.message, "Seed 0 → 4");
  assert.equal(next.experiment?.["seed"], 4);
});

test("the twin is kept until there is none, or another session begins", () => {
  const state = reduce(INITIAL_STATE, twinOf());
  assert.deepEqual([state.twin.experiment, "type" in state.twin], [{ activation: "relu" }, false]);
  assert.equal(reduce(state, twinOf(null)).twin, null);
  assert.equal(reduce(state, welcomeOf({})).twin, null);
});

test("a twin that diverges is named, and leaves the run without a banner", () => {
  const state = reduce(INITIAL_STATE, { type: "diverged", run: 1, step: 3, layer: 0, quantity: "dW", last_finite_step: 2, message: "dW of layer 1" });
  assert.deepEqual([state.diverged, state.running, state.tone], [null, false, "error"]);
  assert.match(state.message, /^B: .*dW of layer 1/);
});

test("the program of the step is kept until another session begins", () => {
  const program = { type: "program", id: 3, run: 0, step: 121, done: 2, batch_index: 20, n_batches: 25, batch: [], listing: { name: "a", ops: [], codes: [] } };
  const known = reduce(INITIAL_STATE, program);
  assert.deepEqual(known.program, program);
  const next = reduce(known, { ...program, done: 3, listing: null });
  assert.deepEqual(next.program, { ...program, done: 3 }, "operations that are known are not sent again");
  assert.equal(reduce(INITIAL_STATE, { ...program, listing: null }).program.listing, null);
  assert.equal(reduce(known, { ...WELCOME, resumed: true }).program, known.program);
  assert.equal(reduce(known, WELCOME).program, null);
});

test("an error goes when what was refused is corrected; other messages, and a divergence, stay", () => {
  const corrected = (state) => reduce(state, { type: "corrected" });
  const refused = reduce(INITIAL_STATE, { type: "notice", message: "batch size: out of range", tone: "error" });
  assert.deepEqual([corrected(refused).message, corrected(refused).tone], ["", "plain"]);
  assert.equal(corrected(INITIAL_STATE), INITIAL_STATE);
  const diverged = { ...refused, diverged: { type: "diverged" } };
  assert.equal(corrected(diverged), diverged);
});

test("the page begins with the view of its HTML", async (t) => {
  const { view } = PAGE;
  t.after(() => {
    PAGE.view = view;
  });
  PAGE.view = Object.fromEntries(Object.keys(view).map((name) => [name, `another ${name}`]));
  const { DEFAULT_VIEW } = await import("../../../../static/js/state/store/reducer.js?changed");
  for (const [name, value] of Object.entries(PAGE.view)) assert.equal(DEFAULT_VIEW[name], value);
});

test("of a network that is not dense the first sample is followed, until another one is chosen", () => {
  const probeOf = (...events) => events.reduce(reduce, INITIAL_STATE).view.probe;
  const [welcome, data] = [
    { ...WELCOME, network: recurrentOf(2, 3) },
    { type: "data", task: "regression" },
  ];
  const change = (network) => ({ type: "network", ...network });
  const chosen = { type: "view", patch: { probe: 7 } };
  assert.equal(probeOf(welcome), 0);
  assert.equal(probeOf(welcome, chosen, { ...welcome, resumed: true }), 7);
  assert.equal(probeOf(welcome, chosen, change({ ...recurrentOf(2, 3), kind: "lstm" })), 7);
  assert.equal(probeOf(welcome, chosen, data), 0);
  assert.equal(probeOf(welcome, chosen, change(networkOf(2, 1))), null);
  assert.equal(probeOf(WELCOME, chosen, change(networkOf(2, 2, 1))), 7);
  assert.equal(probeOf(WELCOME, change(recurrentOf(2, 3))), 0);
  assert.equal(probeOf(WELCOME, twinOf({ network: recurrentOf(2, 3) })), 0);
  assert.equal(probeOf(WELCOME, chosen, twinOf({ network: recurrentOf(2, 3) })), 7);
  assert.equal(probeOf(WELCOME, twinOf(null)), null);
});

test("what pictures need stays when the view is another one", () => {
  const watched = { nodes: ["h"], sections: ["node_value"] };
  const state = [
    { type: "watched", watched },
    { type: "view", patch: INITIAL_STATE.view },
  ].reduce(reduce, INITIAL_STATE);
  assert.equal(state.watched, watched);
});
