import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals-core";
import { openPanels } from "../dom.js";
import { paintedIn, textsOf } from "../canvas.js";
import { frameOf, networkOf, statusOf, THEME } from "../examples.js";
import { createNetworkRenderer } from "../../../static/js/stage/network.js";

const [WIDTH, HEIGHT] = [500, 300];

function open(t, { network = networkOf(2, 3, 1), ...welcome } = {}) {
  const opened = openPanels(t, { welcome: { network, ...welcome } });
  const { store, byId } = opened;
  const canvases = { edges: byId("network-edges"), nodes: byId("network"), highlights: byId("network-live") };
  const renderer = createNetworkRenderer(store, canvases, { activation: (name) => name, input: (name) => `input ${name}` });
  for (const invalidate of renderer.invalidators) effect(invalidate);
  renderer.resize(WIDTH, HEIGHT, 1);
  const draw = () => {
    for (const canvas of Object.values(canvases)) canvas.getContext("2d").painted.length = 0;
    return renderer.draw();
  };
  const painted = (name) => canvases[name].getContext("2d").painted;
  const pixel = (x, y) => {
    const [{ data }] = painted("edges").at(-1).args;
    return new Uint32Array(data.buffer)[Math.round(y) * WIDTH + Math.round(x)];
  };
  const node = (layer, index) => renderer.shape.value.nodes.find((one) => one.kind !== "bias" && one.layer === layer && one.index === index);
  const take = (sections) => store.takeFrame(frameOf(sections));
  return { ...opened, renderer, draw, painted, pixel, node, take };
}

test("before the network is known there is only the background", (t) => {
  const { store, byId } = openPanels(t, { welcome: null });
  const renderer = createNetworkRenderer(store, { edges: byId("network-edges"), nodes: byId("network"), highlights: byId("network-live") }, { activation: String, input: String });
  renderer.resize(10, 10, 1);
  renderer.draw();
  const [{ data }] = byId("network-edges").getContext("2d").painted.at(-1).args;
  assert.ok(new Uint32Array(data.buffer).every((value) => value === THEME.groundPacked));
});

test("an edge has the colour of its weight, or of what the lens shows", (t) => {
  const { take, draw, pixel, renderer, view } = open(t);
  const edge = renderer.shape.value.edges.find(({ layer, row, column }) => layer === 0 && row === 0 && column === 0);
  const middle = () => pixel((edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2);
  take({ "W.0": [[3, 2], [1, 0, 0, 0, 0, 0]], "dW.0": [[3, 2], [-1, 0, 0, 0, 0, 0]] });
  draw();
  assert.equal(middle(), THEME.linesPacked[128]);
  view({ lens: "gradients" });
  draw();
  assert.equal(middle(), THEME.linesPacked[0]);
});

test("each neuron has its own heatmap, inputs that of their feature", (t) => {
  const { take, draw, pixel, node } = open(t);
  take({ neuron_surface: [[3, 1, 1], Uint8Array.of(10, 20, 30)], surface: [[1, 1, 1], Uint8Array.of(99)] });
  draw();
  const at = ({ x, y }) => pixel(x, y);
  assert.deepEqual([0, 1, 2].map((index) => at(node(0, index))), [10, 20, 30]);
  assert.equal(at(node(1, 0)), 99);
  const { x, y, size } = node(-1, 0);
  assert.ok(pixel(x - size * 0.4, y) < 60 && pixel(x + size * 0.4, y) > 190, "x₁ rises from left to right");
});

test("without a plane a neuron is as bright as its activation", (t) => {
  const { take, draw, pixel, node } = open(t);
  take({ "a.0": [[3], [-1, 0, 1]] });
  draw();
  assert.deepEqual([0, 1, 2].map((index) => pixel(node(0, index).x, node(0, index).y)), [0, 128, 255]);
});

test("of images each unit of the first layer shows its weights as one", (t) => {
  const network = { ...networkOf(4, 2, 1), input_names: ["pixel_0", "pixel_1", "pixel_2", "pixel_3"] };
  const { take, draw, pixel, node } = open(t, { network });
  take({ "W.0": [[2, 4], [1, -1, 1, -1, 0, 0, 0, 0]] });
  draw();
  const { x, y, size } = node(0, 0);
  assert.deepEqual([pixel(x - size * 0.4, y), pixel(x + size * 0.4, y)], [255, 0]);
});

test("names and borders are painted again only when the network changes", (t) => {
  const { take, draw, painted, store } = open(t);
  draw();
  take({});
  draw();
  assert.equal(painted("nodes").length, 0);
  store.dispatch({ type: "network", ...networkOf(3, 2, 1) });
  draw();
  assert.ok(textsOf({ painted: painted("nodes") }).some((text) => text.startsWith("input x")));
});

test("nothing is painted when nothing has changed", (t) => {
  const { draw, painted } = open(t);
  draw();
  draw();
  assert.deepEqual(["edges", "nodes", "highlights"].map((name) => painted(name).length), [0, 0, 0]);
});

test("of a large network every second frame paints the heatmaps alone, and the edges follow", (t) => {
  const { take, draw, pixel, node, renderer } = open(t, { network: networkOf(18, 18, 18, 1) });
  renderer.resize(WIDTH, 600, 1);
  assert.ok(renderer.shape.value.edges.length > 600);
  const edge = renderer.shape.value.edges.find(({ layer, column }) => layer === 2 && column !== null);
  const middle = () => pixel((edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2);
  const frame = (weight, activation) => take({ "W.2": [[1, 18], Array(18).fill(weight)], "a.2": [[1], [activation]] });
  frame(1, -1);
  draw();
  const before = middle();
  frame(-1, 1);
  assert.equal(draw(), true, "another draw is needed");
  assert.deepEqual([middle(), pixel(node(2, 0).x, node(2, 0).y)], [before, 255]);
  assert.equal(draw(), false);
  assert.notEqual(middle(), before);
});

test("what is hovered, pinned or next is marked, and dead units are crossed out", (t) => {
  const { view, draw, painted, store, take } = open(t);
  const marks = (color) => {
    draw();
    return paintedIn({ painted: painted("highlights") }, color).length;
  };
  assert.equal(marks("accent"), 0);
  view({ pinned: { kind: "neuron", layer: 0, index: 1 }, hover: { kind: "edge", layer: 0, row: 0, column: 1 } });
  assert.equal(marks("accent"), 2);
  view({ pinned: null, hover: null });
  store.dispatch(statusOf({ op: { phase: "backward", layer: 0 } }));
  assert.equal(marks("backward"), 3);
  store.dispatch(statusOf());
  take({ "unit_dead.0": [[3], [0, 1, 0]], "unit_saturated.0": [[3], [0, 0, 0]] });
  assert.equal(marks("ink"), 1);
});
