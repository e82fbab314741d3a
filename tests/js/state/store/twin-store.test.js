import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { effect } from "@preact/signals-core";
import { section } from "../../../../static/js/net/frame.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { createPictureStore, createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { frameOf, networkOf, twinOf, welcomeOf } from "../../examples.js";

const UNIT = { kind: "neuron", layer: 0, index: 1 };
const ONLY_TWINS = { kind: "neuron", layer: 0, index: 4 };

/** A run of 2-2-1 with a twin. */
function open(network = networkOf(2, 2, 1)) {
  const store = createStore();
  store.dispatch(welcomeOf({ activation: "tanh" }, { network: networkOf(2, 2, 1) }));
  store.dispatch(twinOf({ network }));
  const twin = createTwinStore(store);
  return { store, twin, picture: createPictureStore(store, twin), view: (patch) => store.dispatch({ type: "view", patch }) };
}
const weights = (...values) => frameOf({ "W.0": [[2, 2], values] });

test("the state of the twin is that of the run with its own experiment and network", () => {
  const { store, twin } = open(networkOf(2, 5, 1));
  assert.deepEqual([twin.state.value.experiment, twin.state.value.network.layers[0].fan_out], [{ activation: "relu" }, 5]);
  assert.equal(twin.state.value.data, store.state.value.data);
  assert.equal(twin.requested.value, twin.state.value.experiment);
});

test("its frame is the part of the frame that belongs to it, with its own losses", () => {
  const { store, twin } = open();
  assert.equal(twin.frame.value, null);
  store.takeFrame(frameOf({}, { step: 7, twin: frameOf({ "a.0": [[1], [3]] }, { step: 7, trainLoss: 0.25, testLoss: 0.5 }) }));
  assert.deepEqual([...section(twin.frame.value, "a", 0).values], [3]);
  assert.deepEqual([twin.figures.value.step, twin.figures.value.trainLoss, twin.figures.value.testLoss], [7, 0.25, 0.5]);
});

test("what is pointed at in one network is lit up in the other", () => {
  const { store, twin, view } = open();
  view({ hover: UNIT });
  assert.deepEqual(twin.view.value.hover, UNIT);
  twin.dispatch({ type: "view", patch: { hover: null, pinned: UNIT } });
  assert.deepEqual([store.view.value.hover, store.view.value.pinned], [null, UNIT]);
});

test("a unit that only the twin has is selected there alone, until the selection moves on", () => {
  const { store, twin, view } = open(networkOf(2, 5, 1));
  twin.dispatch({ type: "view", patch: { hover: ONLY_TWINS } });
  assert.deepEqual([store.view.value.hover, twin.view.value.hover], [null, ONLY_TWINS]);
  view({ hover: UNIT });
  assert.deepEqual(twin.view.value.hover, UNIT);
  twin.dispatch({ type: "view", patch: { hover: null } });
  assert.deepEqual([store.view.value.hover, twin.view.value.hover], [null, null]);
});

test("a unit that only the run has is not selected in the twin", () => {
  const { twin, view } = open(networkOf(2, 1, 1));
  view({ hover: UNIT });
  assert.equal(twin.view.value.hover, null);
});

test("other events reach the store of the run", () => {
  const { store, twin } = open();
  twin.dispatch({ type: "notice", message: "hello", tone: "plain" });
  assert.equal(store.state.value.message, "hello");
});

test("side by side both networks have one scale, the larger one", () => {
  const { store, picture, view } = open();
  const frame = () => ({ ...weights(1, 1, 1, 1), twin: weights(1, 8, 1, 1) });
  store.takeFrame(frame());
  assert.equal(store.scales.weights, 1);
  view({ tab: "twins" });
  assert.deepEqual([store.scales.weights, picture.scales.weights], [8, 8]);
});

test("under the difference lens the picture shows the twin less the run, on a scale of its own", () => {
  const { store, picture, view } = open();
  view({ tab: "twins", difference: true });
  store.takeFrame({ ...weights(1, 1, 1, 1), twin: weights(1, 1.5, 1, 1) });
  assert.deepEqual([...section(picture.frame.value, "W", 0).values], [0, 0.5, 0, 0]);
  assert.deepEqual([picture.scales.weights, store.scales.weights, picture.isDifference.value], [0.5, 1.5, true]);
  view({ difference: false });
  assert.deepEqual([...section(picture.frame.value, "W", 0).values], [1, 1.5, 1, 1]);
});

test("networks of different shape have no difference lens", () => {
  const { store, picture, view } = open(networkOf(2, 5, 1));
  view({ tab: "twins", difference: true });
  store.takeFrame({ ...weights(1, 1, 1, 1), twin: frameOf({ "W.0": [[5, 2], Array(10).fill(2)] }) });
  assert.deepEqual([picture.agrees.value, picture.isDifference.value, section(picture.frame.value, "W", 0).values[0]], [false, false, 2]);
  for (const lens of ["weights", "gradients", "updates", "signal"]) assert.equal(picture.scales[lens], store.scales[lens]);
});

test("what points in the twin within an effect does not make the effect depend on what is pointed at", (t) => {
  const { twin, view } = open(networkOf(2, 5, 1));
  let runs = 0;
  const dispose = effect(() => {
    runs += 1;
    twin.dispatch({ type: "view", patch: { hover: { ...ONLY_TWINS } } });
  });
  t.after(dispose);
  view({ tab: "inside" });
  assert.equal(runs, 1);
});
