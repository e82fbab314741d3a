import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { signal } from "@preact/signals-core";
import "uplot"; // It looks for a window while it is loaded.
import { bindOnDemand } from "../../../static/js/panels/on-demand.js";
import { createPictureStore, createTwinStore } from "../../../static/js/state/store/twin-store.js";
import { openPanels } from "../dom.js";
import { CIRCLE, frameOf, recurrentOf, statusOf, twinOf } from "../examples.js";
import { haveLater } from "../later.js";

const SURFACE = {
  surface: [[1, 6, 6], new Uint8Array(36)],
  surface_range: [
    [1, 2],
    [-1, 1],
  ],
};

function open(t, more = {}) {
  const opened = openPanels(t, { welcome: { data: CIRCLE } });
  haveLater(opened);
  const { context, store, byId } = opened;
  const charts = [];
  const pictured = [];
  const twin = createTwinStore(store);
  const stage = {
    plot: signal(null),
    twinPlot: signal(null),
    strip: signal(null),
    twinStrip: signal(null),
    twinShape: signal(null),
    add: (box) => void pictured.push(box),
  };
  bindOnDemand(context, { stage, twin, picture: createPictureStore(store, twin), charts, isVisit: false, isPlain: true, ...more });
  const isRunsAsked = () => opened.asked.some(([name, request]) => name === "ask" && request.type === "runs");
  const isInside = () => byId("inspector-parts").querySelector("input") !== null;
  const isTimeThere = () => byId("time").children.length > 0;
  /** Waits until something is loaded. */
  const loaded = async (isThere) => {
    for (let i = 0; i < 300 && !isThere(); i += 1) {
      opened.after(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(isThere());
  };
  return { ...opened, charts, pictured, isInside, isRunsAsked, isTimeThere, loaded };
}

test("after the first paint the charts are loaded, then the line of time, but no view that is not open", async (t) => {
  const { charts, loaded, isInside, isRunsAsked, isTimeThere } = open(t);
  assert.deepEqual([charts.length, isTimeThere()], [0, false]);
  await loaded(() => charts.length > 0);
  assert.deepEqual(
    charts.map(({ id }) => id),
    ["loss-chart", "gradient-chart"],
  );
  await loaded(isTimeThere);
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([isInside(), isRunsAsked()], [false, false]);
});

test("a page that observes no other session asks for the saved runs", async (t) => {
  const { answersTo, loaded, isRunsAsked } = open(t, { isVisit: true });
  answersTo.runs = () => ({ runs: [], current: null });
  await loaded(isRunsAsked);
});

test("pictures are loaded once, when a network of one of both is not dense", async (t) => {
  const { store, byId, charts, pictured, loaded } = open(t);
  await loaded(() => charts.length > 0);
  assert.deepEqual([pictured.length, store.state.value.watched.nodes], [0, []]);
  store.dispatch(twinOf({ network: recurrentOf(2, 3) }));
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  await loaded(() => pictured.length > 1);
  assert.deepEqual(pictured.map((box) => box.parentElement).sort(), [byId("network-box"), byId("twin-network-box")].sort());
});

test("the choice of the kind works once it is loaded", async (t) => {
  const { byId, change, asked, loaded } = open(t);
  await loaded(() => !byId("kind").disabled);
  change("kind", "lstm");
  assert.equal(asked.find(([name]) => name === "set")[1].network, "lstm");
});

test("the view of a step is loaded when it is opened", async (t) => {
  const { view, isInside, loaded } = open(t);
  view({ tab: "inside" });
  await loaded(isInside);
});

test("an output is described when the run has paused after a step", async (t) => {
  const { store, byId, charts, loaded } = open(t);
  const label = () => byId("output").getAttribute("aria-label");
  const plain = label();
  store.dispatch(statusOf({ running: true }));
  store.takeFrame(frameOf(SURFACE, { step: 3 }));
  await loaded(() => charts.length > 0);
  assert.equal(label(), plain);
  store.dispatch(statusOf({ step: 3, running: false }));
  await loaded(() => label() !== plain);
});

test("the card of a point is loaded when the number of a sample is typed", async (t) => {
  const { happen, byId, store, loaded } = open(t);
  store.dispatch({ type: "view", patch: { probe: 1 } });
  happen("probe", "focus");
  await loaded(() => byId("output-box").querySelector(".point-card") !== null);
});
