import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { drawGraph, groupName, measureText, nodeWords, targetOf } from "../../../../../static/js/panels/inside/graph/nodes.js";
import { openPanels } from "../../../dom.js";
import { networkOf, recurrentOf } from "../../../examples.js";
import { readable } from "../../../formulas.js";
import { graphOf, stepsOf } from "./graphs.js";

const OPTIONS = { digits: 4, isAcross: false };

function drawn(t, graph, more = {}) {
  const { document, page } = openPanels(t);
  const root = document.createElement("div");
  const buttons = drawGraph(root, graph, { ...OPTIONS, page, ...more });
  return { root, buttons, page };
}

test("a node has its value above its name and its gradient below", (t) => {
  const { buttons } = drawn(t, graphOf({ open: [0] }));
  const texts = [...buttons.get("W1").querySelectorAll("[class^=graph-]:not(.graph-symbol)")].map((part) => [part.className, readable(part)]);
  assert.deepEqual(texts, [
    ["graph-name", "weights"],
    ["graph-value", "w0.2500"],
    ["graph-gradient", "g0.1250"],
  ]);
  assert.equal(buttons.get("y").querySelector(".graph-gradient"), null);
});

test("what is not computed is told as such, and never as a number", (t) => {
  assert.equal(measureText({ symbol: "", value: null, n_numbers: 4 }, 4), "not yet");
  assert.equal(measureText({ symbol: "", value: null, n_numbers: 0 }, 4), "a matrix");
  assert.equal(measureText({ symbol: "", value: 0, n_numbers: 1 }, 4), "0");
  assert.equal(measureText({ symbol: "", value: 0.1 + 0.2, n_numbers: 1 }, 17), "0.30000000000000004");
  const { buttons } = drawn(t, graphOf());
  assert.ok(buttons.get("layer1").querySelector(".graph-gradient .not-yet"));
});

test("nodes are read in the order of the computation, with their numbers and what the last operation did", (t) => {
  const graph = graphOf();
  graph.nodes[2].wrote = "gradient";
  const { root, buttons } = drawn(t, graph);
  assert.deepEqual([...buttons.keys()], ["x", "layer1", "layer2", "output3", "y", "loss"]);
  assert.equal(readable(buttons.get("layer2")), "layer 2 · tanh, value a(2)0.5000, gradient δ(2)not yet, local derivative 0.5000, computed last");
  assert.equal(buttons.get("layer2").dataset.wrote, "gradient");
  assert.equal(root.querySelectorAll("ol > li > button").length, 6);
  assert.ok(root.querySelector("svg").getAttribute("aria-hidden"));
});

test("a line without a gradient is dashed and has no derivative; a flow is marked", (t) => {
  const graph = graphOf();
  graph.edges[1].flow = "backward";
  const { root } = drawn(t, graph);
  const lines = [...root.querySelectorAll("path")];
  assert.deepEqual(
    lines.map((line) => line.classList.contains("one-way")),
    [true, false, false, false, true],
  );
  assert.equal(lines[1].getAttribute("data-flow"), "backward");
  assert.equal(root.querySelectorAll(".graph-derivative").length, 3);
  assert.equal(root.querySelector(".graph-derivative").dataset.flow, "backward");
});

test("a node is named after what it holds or the operation that computes it", (t) => {
  const { page } = openPanels(t);
  const words = (node) => nodeWords(node, page);
  const { nodes } = graphOf({ open: [0], dropout: true });
  assert.deepEqual(nodes.map(words), [
    "inputs",
    "weights",
    "biases",
    "weighted sum",
    "tanh",
    "dropout",
    "layer 2 · tanh",
    "output · tanh",
    "targets",
    "squared error",
  ]);
});

test("a node leads to a layer, a unit, a weight or an input of the network", () => {
  const dense = networkOf(2, 4, 2, 1);
  const targets = Object.fromEntries(graphOf({ open: [0] }).nodes.map((node) => [node.key, targetOf(node, dense, null)]));
  assert.deepEqual(targets.W1, { kind: "edge", layer: 0, row: 1, column: 0 });
  assert.deepEqual(targets.b1, { kind: "edge", layer: 0, row: 1, column: null });
  assert.deepEqual(targets.z1, { kind: "neuron", layer: 0, index: 1 });
  assert.deepEqual(targets.layer2, { kind: "layer", layer: 1 });
  assert.equal(targets.x, null);
  assert.deepEqual(targets.loss, { kind: "loss" });
  assert.equal(targets.y, null);
  const [x, W] = graphOf({ open: [0] }).nodes;
  assert.deepEqual(targetOf({ ...x, row: 1 }, dense, null), { kind: "input", index: 1 });
  assert.deepEqual(targetOf({ ...W, row: null, column: null }, null, null), { kind: "layer", layer: 0 });
});

test("a node of another network leads to a number, a weight or a bias", () => {
  const network = recurrentOf(50, 4);
  const targets = (more, pinned = null) => Object.fromEntries(stepsOf(more).nodes.map((node) => [node.key, targetOf(node, network, pinned)]));
  const found = targets({ open: [22] });
  assert.deepEqual(found.W1, { kind: "edge", layer: 0, row: 0, column: 0 });
  assert.deepEqual(found.h23, { kind: "cell", node: "h", site: 22, row: 0, column: 0 });
  assert.deepEqual(found["step1-22"], { kind: "cell", node: "h", site: 21, row: 0, column: 0 });
  assert.deepEqual(found.loss, { kind: "loss" });
  const [node] = stepsOf().nodes;
  const position = { kind: "cell", node: "A", site: 0, row: 2, column: 3 };
  assert.deepEqual(targetOf({ ...node, row: 2 }, network, position), { kind: "cell", node: "x", site: null, row: 2, column: 3 });
  assert.deepEqual(targetOf({ ...node, part: "b", block: 1, row: 2 }, network, null), { kind: "edge", layer: 1, row: 2, column: null });
  assert.equal(targetOf({ ...node, part: "y", node: null }, network, null), null);
});

test("time steps that do the same are one node, which says how often it uses a parameter", (t) => {
  const { buttons, root, page } = drawn(t, stepsOf({ open: [22] }));
  assert.equal(readable(buttons.get("W1")), "weights, value W0.3000, gradient g0.1000, local derivative 0.5000 of 22 uses, local derivative 0.5000 of 27 uses");
  assert.deepEqual(
    [...root.querySelectorAll(".graph-uses")].map((each) => each.textContent),
    ["×22", "×27"],
  );
  assert.deepEqual(
    [...buttons.values()].map((button) => button.querySelector(".graph-name").textContent),
    ["inputs", "weights", "steps 1–22", "steps 24–50", "product", "mean squared error"],
  );
  const words = (more) => nodeWords({ part: "group", kind: "relu", ...more }, page);
  assert.equal(words({ group: { name: "hidden", first: 2, last: 2 } }), "hidden layer · ReLU");
  assert.equal(words({ group: { name: "attention", first: 1, last: 1 } }), "attention");
  assert.equal(groupName({ name: "step", first: 3, last: 3 }), "time step 4");
  assert.equal(nodeWords({ part: "value", kind: "convolution without bias" }, page), "filters");
  assert.equal(nodeWords({ part: "value", kind: "some new_kind" }, page), "some new kind");
});
