import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../../english.js";
import { createActions } from "../../../../static/js/state/edits/actions.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { recurrentOf } from "../../examples.js";

const EXPERIMENT = { learning_rate: 0.03, hidden: [4, 2], dataset: "circle", seed: 0 };
const PAGE = { live_fields: ["learning_rate"], defaults: EXPERIMENT };
const WELCOME = {
  type: "welcome",
  resumed: false,
  running: false,
  experiment: EXPERIMENT,
  observer_key: "k",
  data: null,
  network: { kind: "dense", layers: [], input_names: [] },
  step: 0,
};

/** The actions of a live page with a mock clock, and a server that answers when a test asks for it. */
function page(t, { running = false } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now_ms = 0;
  t.mock.method(performance, "now", () => now_ms);
  t.after(() => mock.timers.reset());
  const store = createStore();
  store.dispatch({ ...WELCOME, running });
  const sent = [];
  const open = [];
  let command = 0;
  const send = (request) => {
    sent.push(request);
    return new Promise((resolve, reject) => open.push({ request, resolve, reject }));
  };
  const settled = () => new Promise(setImmediate);
  /** Answers the oldest open request with an ack, which may change the experiment. */
  async function answer(more = {}) {
    const { request, resolve } = open.shift();
    command += 1;
    const fields =
      request.experiment ?? (request.type === "change" ? { learning_rate: request.learning_rate ?? store.state.value.experiment.learning_rate } : {});
    const ack = {
      type: "ack",
      command,
      step: 0,
      applied: {},
      message: "",
      experiment: { ...store.state.value.experiment, ...fields },
      restorable: true,
      ...more,
    };
    store.dispatch(ack);
    resolve(ack);
    await settled();
  }
  async function refuse(code = "invalid") {
    open.shift().reject(Object.assign(new Error("refused"), { code }));
    await settled();
  }
  const wait = async (ms) => {
    now_ms += ms;
    mock.timers.tick(ms);
    await settled();
  };
  return { ...createActions(store, PAGE, send), store, sent, open, answer, refuse, wait };
}

const types = (sent) => sent.map(({ type }) => type);
const last = (list) => list[list.length - 1];

test("a field that can change during a run is changed, any other begins a new run", async (t) => {
  const { set, sent, answer } = page(t);
  set({ learning_rate: 0.3 });
  await answer();
  set({ hidden: [3] });
  await answer();
  assert.deepEqual(sent, [
    { type: "change", learning_rate: 0.3 },
    { type: "reset", experiment: { hidden: [3] } },
  ]);
});

test("the controls show a requested value until it is refused", async (t) => {
  const { set, store, refuse } = page(t);
  set({ learning_rate: 0.3 });
  assert.equal(store.requested.value.learning_rate, 0.3);
  assert.equal(store.state.value.experiment.learning_rate, 0.03);
  await refuse();
  assert.equal(store.requested.value.learning_rate, 0.03);
});

test("a refused change cannot be undone", async (t) => {
  const { set, undoStatus, refuse } = page(t);
  set({ learning_rate: 0.3 });
  assert.equal(undoStatus.value.canUndo, true);
  await refuse();
  assert.equal(undoStatus.value.canUndo, false);
});

test("undo returns to before the command, redo to before the undo", async (t) => {
  const { set, undo, redo, sent, answer } = page(t);
  set({ learning_rate: 0.3 });
  await answer({ command: 7 });
  undo();
  await answer({ command: 8 });
  assert.deepEqual(last(sent), { type: "change", restore: 7 });
  redo();
  await answer({ command: 9 });
  assert.deepEqual(last(sent), { type: "change", restore: 8 });
  undo();
  await answer();
  assert.deepEqual(last(sent), { type: "change", restore: 9 });
});

test("an undo that is asked for before the ack returns to before its command, too", async (t) => {
  const { set, undo, sent, answer } = page(t);
  set({ learning_rate: 0.3 });
  undo();
  assert.equal(sent.length, 1);
  await answer({ command: 7 });
  assert.deepEqual(last(sent), { type: "change", restore: 7 });
});

test("without a way back an undo restores the settings", async (t) => {
  const { set, undo, sent, answer, refuse } = page(t);
  set({ learning_rate: 0.3 });
  await answer();
  undo();
  await refuse("not_kept");
  assert.deepEqual(last(sent), { type: "change", learning_rate: 0.03 });
  await answer();
  set({ hidden: [1] });
  await answer({ restorable: false });
  undo();
  assert.deepEqual(last(sent), { type: "reset", experiment: EXPERIMENT });
});

test("a run continues after an undo without a way back", async (t) => {
  const { set, undo, sent, answer } = page(t, { running: true });
  set({ hidden: [1] });
  await answer({ restorable: false });
  await answer();
  undo();
  assert.deepEqual(sent.slice(2), [
    { type: "reset", experiment: EXPERIMENT },
    { type: "play", steps_per_second: 500 },
  ]);
});

test("play waits for the changes that were asked for before it", async (t) => {
  const { set, play, sent, answer } = page(t);
  set({ learning_rate: 0.3 });
  play();
  assert.deepEqual(types(sent), ["change"]);
  await answer();
  assert.deepEqual(types(sent), ["change", "play"]);
});

test("an undo that is refused for another reason asks for nothing else", async (t) => {
  const { set, undo, sent, answer, refuse } = page(t);
  set({ learning_rate: 0.3 });
  await answer();
  undo();
  await refuse("rate_limited");
  assert.deepEqual(types(sent), ["change", "change"]);
});

test("of a dragged slider the newest value is sent, and one undo takes all back", async (t) => {
  const { set, undo, sent, undoStatus, answer, wait } = page(t);
  for (const learning_rate of [0.1, 0.2, 0.3]) set({ learning_rate });
  await answer({ command: 5 });
  await wait(200);
  await answer({ command: 6 });
  assert.deepEqual(
    sent,
    [0.1, 0.3].map((learning_rate) => ({ type: "change", learning_rate })),
  );
  undo();
  await answer();
  assert.deepEqual(last(sent), { type: "change", restore: 5 });
  assert.equal(undoStatus.value.canUndo, false);
});

test("two drags of a slider are undone one by one", async (t) => {
  const { set, undo, undoStatus, answer, wait } = page(t);
  set({ learning_rate: 0.3 });
  await answer();
  await wait(5000);
  set({ learning_rate: 0.4 });
  await answer();
  undo();
  await answer();
  assert.equal(undoStatus.value.canUndo, true);
});

test("of changes that wait for a slow server, the refusal of the newest leaves nothing to undo", async (t) => {
  const { set, sent, undoStatus, refuse, wait } = page(t);
  set({ learning_rate: 0.3 });
  set({ hidden: [1] });
  await wait(5000);
  set({ hidden: [2] });
  await refuse();
  await refuse();
  assert.deepEqual(last(sent), { type: "reset", experiment: { hidden: [2] } });
  assert.deepEqual(undoStatus.value, { canUndo: false, canRedo: false });
});

test("a run continues after a reset that sets fields, and pauses after any other", async (t) => {
  const { set, reseed, reset, sent, answer } = page(t, { running: true });
  set({ hidden: [3] });
  assert.deepEqual(sent, [
    { type: "reset", experiment: { hidden: [3] } },
    { type: "play", steps_per_second: 500 },
  ]);
  await answer();
  await answer();
  reseed();
  await answer();
  reset();
  await answer();
  assert.deepEqual(types(sent), ["reset", "play", "reset", "reset"]);
});

test("a pause is sent at once, and no later reset continues the run", async (t) => {
  const { set, pause, setSpeed, sent, open, answer } = page(t, { running: true });
  set({ learning_rate: 0.3 });
  setSpeed(10);
  set({ hidden: [3] });
  pause();
  assert.deepEqual(types(sent), ["change", "pause"]);
  await answer();
  assert.deepEqual(types(sent), ["change", "pause", "reset"], "the run is not played at the new speed");
  assert.equal(open.length, 2);
});

test("a speed is sent only to a run that plays", (t) => {
  const paused = page(t);
  paused.setSpeed(10);
  assert.deepEqual(paused.sent, []);
  assert.equal(paused.store.view.value.speed, 10);
  mock.timers.reset();
  const playing = page(t, { running: true });
  playing.setSpeed(null);
  assert.deepEqual(playing.sent, [{ type: "play", steps_per_second: null }]);
});

test("operations go on and back by as many as are asked for, and play has a speed of its own if it is given one", (t) => {
  const { advance, stepBack, play, sent } = page(t);
  advance("op", 3);
  stepBack("op", 2);
  stepBack("step");
  play(0.05);
  assert.deepEqual(sent, [
    { type: "advance", by: "op", count: 3 },
    { type: "step_back", by: "op", count: 2 },
    { type: "step_back", by: "step", count: 1 },
    { type: "play", steps_per_second: 0.05 },
  ]);
});

test("steps are sent at once, but after what is waiting", async (t) => {
  const { advance, set, sent, answer } = page(t);
  advance("op");
  advance("step");
  assert.deepEqual(
    sent,
    ["op", "step"].map((by) => ({ type: "advance", by, count: 1 })),
  );
  set({ learning_rate: 0.3 });
  advance("epoch");
  assert.deepEqual(types(sent), ["advance", "advance", "change"]);
  await answer();
  await answer();
  await answer();
  assert.equal(last(sent).by, "epoch");
});

test("a preset sets every field, shows its view, and says what it shows", async (t) => {
  const { startPreset, store, sent, answer } = page(t);
  const started = startPreset({ name: "xor", message: "Look at XOR.", experiment: { dataset: "xor" }, view: { lens: "gradients" } });
  assert.deepEqual(sent, [{ type: "reset", experiment: { ...EXPERIMENT, dataset: "xor" } }]);
  assert.equal(store.view.value.lens, "gradients");
  await answer();
  await started;
  assert.equal(store.state.value.message, "Look at XOR.");
});

test("a preset of a network that has a picture follows the first sample, though the network is the same", async (t) => {
  const { startPreset, store, answer } = page(t);
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  const started = startPreset({ name: "clipped", message: "", experiment: { clip_norm: 1 }, view: {} });
  await answer();
  await started;
  assert.equal(store.view.value.probe, 0);
});

test("the samples of a preset are announced before it starts", (t) => {
  const announced = [];
  const { store } = page(t);
  const samples = { x: [[1]], y: [[2]] };
  const actions = createActions(
    store,
    PAGE,
    () => new Promise(() => undefined),
    (given) => announced.push(given),
  );
  void actions.startPreset({ name: "one", message: "Look.", experiment: { dataset: samples }, view: {} });
  void actions.startPreset({ name: "two", message: "Look.", experiment: { dataset: "xor" }, view: {} });
  assert.deepEqual(announced, [samples]);
});

test("a refused preset says nothing, and does not reject", async (t) => {
  const { startPreset, store, refuse } = page(t);
  const before = store.state.value;
  const started = startPreset({ name: "xor", message: "Look at XOR.", experiment: {}, view: { lens: "gradients" } });
  assert.deepEqual([store.view.value.preset, store.view.value.lens], ["xor", "gradients"]);
  await refuse();
  await started;
  assert.equal(store.state.value.message, before.message);
  assert.deepEqual(store.view.value, before.view);
});

test("undo of a preset goes back to the view and the text before it, redo to those of the preset", async (t) => {
  const { startPreset, undo, redo, store, answer } = page(t);
  const shown = () =>
    Object.fromEntries(["preset", "lens", "nodeLens", "showTest", "shortcuts", "pinned", "probe"].map((name) => [name, store.view.value[name]]));
  const own = { lens: "updates", nodeLens: "a", showTest: true, shortcuts: false, pinned: { kind: "loss" }, probe: 3 };
  store.dispatch({ type: "view", patch: own });
  const started = startPreset({ name: "deep", message: "Look.", experiment: {}, view: { lens: "gradients", nodeLens: "delta" } });
  await answer();
  await started;
  const ofPreset = { preset: "deep", lens: "gradients", nodeLens: "delta", showTest: false, shortcuts: false, pinned: null, probe: null };
  assert.deepEqual(shown(), ofPreset);
  store.dispatch({ type: "view", patch: { shortcuts: true } });
  undo();
  await answer();
  assert.deepEqual(shown(), { preset: null, ...own, shortcuts: true, pinned: null, probe: null });
  redo();
  await answer();
  assert.deepEqual(shown(), { ...ofPreset, shortcuts: true });
});

test("a table is recorded for undo only when the server has taken it", async (t) => {
  const { startWith, undo, undoStatus, sent, answer, refuse } = page(t);
  const refused = startWith({ dataset: { table: "t1" } });
  assert.equal(undoStatus.value.canUndo, false);
  void refused.catch(() => undefined);
  await refuse();
  await assert.rejects(refused);
  assert.equal(undoStatus.value.canUndo, false);
  const started = startWith({ dataset: { table: "t2" } });
  await answer({ command: 4 });
  await started;
  undo();
  assert.deepEqual(last(sent), { type: "change", restore: 4 });
});

test("a restart leaves the undo stack as it is, and rejects if it is refused", async (t) => {
  const { restart, undoStatus, sent, refuse } = page(t);
  const refused = restart({ seed: 1 }, false);
  assert.deepEqual(sent, [{ type: "reset", experiment: { seed: 1 } }]);
  void refused.catch(() => undefined);
  await refuse();
  await assert.rejects(refused);
  assert.equal(undoStatus.value.canUndo, false);
});

test("a parameter is set after what was asked for before", async (t) => {
  const { setParameter, set, sent, answer } = page(t);
  set({ learning_rate: 0.3 });
  setParameter({ kind: "edge", layer: 0, row: 0, column: 1 }, 0.5);
  await answer();
  assert.deepEqual(last(sent), { type: "set_parameter", layer: 0, row: 0, column: 1, value: 0.5 });
});

test("the page subscribes only while it is live, without frames while it is hidden", async (t) => {
  const { subscribe, store, sent, answer, wait } = page(t);
  subscribe();
  assert.equal(sent[0].type, "watch");
  assert.equal(sent[0].fps, 60);
  await answer();
  document.hidden = true;
  t.after(() => delete document.hidden);
  subscribe();
  await wait(200);
  assert.equal(sent[1].fps, 0);
  await answer();
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  subscribe();
  await wait(200);
  assert.equal(sent.length, 2);
});

test("a twin is made, swapped, promoted and dropped, and each can be undone", async (t) => {
  const { compareWith, swapTwin, promoteTwin, dropTwin, undo, sent, answer } = page(t);
  for (const [act, action] of [
    [() => compareWith({ hidden: [3] }), "make"],
    [swapTwin, "swap"],
    [promoteTwin, "promote"],
    [dropTwin, "drop"],
  ]) {
    act();
    await answer();
    assert.deepEqual([last(sent).type, last(sent).action], ["twin", action]);
  }
  undo();
  await answer();
  assert.equal(last(sent).restore, 4);
});

test("a field of the twin alone is changed, without a trace in the controls of the run", async (t) => {
  const { setTwin, store, sent, answer } = page(t);
  store.dispatch({ type: "twin", experiment: EXPERIMENT, network: WELCOME.network, differences: {}, first_difference: null });
  setTwin({ learning_rate: 0.3 });
  assert.equal(store.requested.value.learning_rate, 0.03);
  await answer();
  assert.deepEqual(last(sent), { type: "change", run: 1, learning_rate: 0.3 });
});

test("a link's twin leaves the undo stack as it is", async (t) => {
  const { restartTwin, undoStatus, sent, answer } = page(t);
  const made = restartTwin({ hidden: [3] });
  await answer();
  await made;
  const dropped = restartTwin(null);
  await answer();
  await dropped;
  assert.deepEqual([sent.map(({ action }) => action), undoStatus.value.canUndo], [["make", "drop"], false]);
});

test("a preset opens in its own view: nothing of the view before is left, but what belongs to the user", async (t) => {
  const { startPreset, store, answer } = page(t);
  store.dispatch({
    type: "view",
    patch: { by: "op", showTest: true, probe: 3, dashNegative: true, shortcuts: false, showFactors: false, tab: "twins", lens: "updates" },
  });
  const started = startPreset({ name: "one", message: "Look.", experiment: {}, view: { lens: "gradients" } });
  const { by, showTest, probe, dashNegative, shortcuts, showFactors, tab, lens } = store.view.value;
  assert.deepEqual([dashNegative, shortcuts, showFactors], [true, false, false]);
  assert.deepEqual([by, showTest, probe, tab, lens], ["step", false, null, "train", "gradients"]);
  await answer();
  await started;
});

test("a preset with a twin makes it after its reset, all in one entry", async (t) => {
  const { startPreset, store, sent, answer, undoStatus, undo } = page(t);
  const started = startPreset({ name: "race", message: "Race.", experiment: {}, view: { tab: "twins", twin: { hidden: [3] } } });
  await answer();
  await answer();
  await started;
  assert.deepEqual(
    sent.map(({ type, action }) => action ?? type),
    ["reset", "make"],
  );
  assert.deepEqual([store.state.value.message, store.view.value.tab, "twin" in store.view.value], ["Race.", "twins", false]);
  undo();
  await answer();
  assert.deepEqual([last(sent).restore, undoStatus.value.canUndo], [1, false]);
});
