import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindGraph, placeOf } from "../../../../../static/js/panels/inside/graph/graph.js";
import { openPanels } from "../../../dom.js";
import { statusOf } from "../../../examples.js";
import { programOf } from "../programs.js";
import { graphOf } from "./graphs.js";

/** Waits until promises are settled. */
const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

function opened(t, answer = (request) => graphOf({ open: request.open })) {
  const panels = openPanels(t);
  panels.answersTo.graph = answer;
  bindGraph(panels.context);
  const { view, after, asked, byId, document } = panels;
  const go = async (patch) => {
    view(patch);
    after(300);
    await settled();
    after(300);
    await settled();
  };
  const questions = () => asked.filter(([, request]) => request?.type === "graph").map(([, request]) => request);
  const node = (key) => document.querySelector(`.graph-node[data-key="${key}"]`);
  const button = (text) => [...document.querySelectorAll(".graph-folds button")].find((each) => each.textContent === text);
  return { ...panels, go, questions, node, button, root: () => document.querySelector(".op-graph"), host: byId("inspector-graph") };
}

const SHOWN = { tab: "inside", part: "graph" };

test("the graph is asked for while it is shown, and again when the step goes on", async (t) => {
  const { go, questions, store, node } = opened(t);
  await go({ tab: "inside", part: "numbers" });
  assert.equal(questions().length, 0);
  await go(SHOWN);
  assert.deepEqual(questions(), [{ type: "graph", run: 0, open: [], sample: null }]);
  assert.ok(node("layer1"));
  store.dispatch(programOf());
  await go({});
  assert.equal(questions().length, 2);
  store.dispatch(statusOf({ running: true, steps_per_second: 300 }));
  store.dispatch(programOf());
  await go({});
  assert.equal(questions().length, 2);
});

test("the question is about what is chosen and who is followed", async (t) => {
  const { go, questions } = opened(t);
  await go({ ...SHOWN, pinned: { kind: "edge", layer: 0, row: 1, column: 0 }, probe: 2 });
  assert.deepEqual(questions().at(-1), { type: "graph", run: 0, open: [], place: { layer: 0, row: 1, column: 0 }, sample: 2 });
  assert.deepEqual(placeOf({ kind: "neuron", layer: 1, index: 2 }), { place: { layer: 1, row: 2, column: null } });
  assert.deepEqual(placeOf({ kind: "layer", layer: 1 }), {});
  assert.deepEqual(placeOf(null), {});
  const cell = { node: "h", site: 3, row: 1, column: 0 };
  assert.deepEqual(placeOf({ kind: "cell", ...cell }), { cell });
});

test("whose numbers they are is said above", async (t) => {
  let answer = graphOf();
  const { go, root } = opened(t, () => answer);
  const about = () => root().querySelector(".graph-about").textContent;
  assert.equal(about(), "is being read …");
  await go(SHOWN);
  assert.equal(about(), "Step 3, rms over the batch: value above, gradient below");
  answer = graphOf({ sample: 6 });
  await go({ probe: 6 });
  assert.equal(about(), "Step 3, sample 7: value above, gradient below");
  answer = graphOf({ sample: 8, in_batch: false });
  await go({ probe: 8 });
  assert.equal(about(), "Sample 9, not in the batch of step 3; alone, with B = 1");
});

test("a click chooses a node in the network, pointing lights it up, and both are marked", async (t) => {
  const { go, node, click, point, happen, store, view } = opened(t, () => graphOf({ open: [0] }));
  await go(SHOWN);
  click(node("z1"));
  const target = { kind: "neuron", layer: 0, index: 1 };
  assert.deepEqual(store.view.value.pinned, target);
  await go({});
  assert.ok(node("z1").classList.contains("chosen"));
  point(node("layer2"), "pointerover");
  assert.deepEqual(store.view.value.hover, { kind: "layer", layer: 1 });
  assert.ok(node("layer2").classList.contains("lit"));
  point(document.querySelector(".graph-scroller"), "pointerleave");
  assert.equal(store.view.value.hover, null);
  happen(node("W1"), "focusin");
  assert.deepEqual(store.view.value.hover, { kind: "edge", layer: 0, row: 1, column: 0 });
  happen(node("W1"), "focusout");
  assert.equal(store.view.value.hover, null);
  click(node("y"));
  assert.deepEqual(store.view.value.pinned, target);
  view({ hover: { kind: "edge", layer: 0, row: 1, column: 0 } });
  assert.ok(node("W1").classList.contains("lit"));
});

test("arrow keys move along the computation, and the node stays focused when the numbers change", async (t) => {
  const { go, node, press, store, document } = opened(t);
  await go(SHOWN);
  assert.equal(node("x").tabIndex, 0);
  node("x").focus();
  press(node("x"), "ArrowRight");
  assert.equal(document.activeElement, node("layer1"));
  assert.deepEqual([node("x").tabIndex, node("layer1").tabIndex], [-1, 0]);
  press(node("layer1"), "End");
  assert.equal(document.activeElement, node("loss"));
  press(node("loss"), "ArrowDown");
  press(node("loss"), "ArrowUp");
  assert.equal(document.activeElement, node("y"));
  press(node("y"), "Home");
  press(node("x"), "ArrowLeft");
  assert.equal(document.activeElement, node("x"));
  assert.ok(press(node("x"), "a"));
  store.dispatch(programOf());
  await go({});
  assert.equal(document.activeElement, node("x"));
});

test("the graph is enlarged into the middle, and Escape or leaving brings it back", async (t) => {
  const { go, root, click, press, byId, host, store, document } = opened(t);
  await go(SHOWN);
  const size = () => root().querySelector(".part-head button");
  assert.ok(host.contains(root()));
  size().focus();
  click(size());
  assert.ok(byId("network-box").contains(root()));
  assert.ok(root().classList.contains("large"));
  assert.equal(document.activeElement, size());
  assert.equal(store.view.value.sheet, "network");
  press(document.body, "a");
  assert.ok(root().classList.contains("large"));
  press(document.body, "Escape");
  assert.ok(host.contains(root()));
  assert.equal(store.view.value.sheet, "inspector");
  press(document.body, "Escape");
  click(size());
  await go({ tab: "train" });
  assert.ok(host.contains(root()));
});

test("in the middle a node is opened in the inspector beside it, and the graph goes on", async (t) => {
  const { go, node, click, store, questions, press, document, root } = opened(t);
  await go(SHOWN);
  click(root().querySelector(".part-head button"));
  await go({});
  click(node("layer1"));
  assert.deepEqual([store.view.value.part, store.view.value.pinned], ["numbers", { kind: "layer", layer: 0 }]);
  const before = questions().length;
  store.dispatch(programOf());
  await go({});
  assert.ok(questions().length > before);
  press(document.body, "Escape");
  assert.equal(store.view.value.part, "graph");
});
