import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { lengthOfEdges } from "../../../static/js/stage/network-picture.js";
import { frameOf, networkOf, THEME } from "../examples.js";
import { openNetwork, WIDTH } from "./open.js";

test("an edge has the colour of its weight, or of what the lens shows", (t) => {
  const { take, draw, pixel, renderer, view } = openNetwork(t);
  const edge = renderer.shape.value.edges.find(({ layer, row, column }) => layer === 0 && row === 0 && column === 0);
  const middle = () => pixel((edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2);
  take({
    "W.0": [
      [3, 2],
      [1, 0, 0, 0, 0, 0],
    ],
    "dW.0": [
      [3, 2],
      [-1, 0, 0, 0, 0, 0],
    ],
  });
  draw();
  assert.equal(middle(), THEME.linesPacked[128]);
  view({ lens: "gradients" });
  draw();
  assert.equal(middle(), THEME.linesPacked[0]);
});

test("each neuron has its own heatmap, inputs that of their feature", (t) => {
  const { take, draw, pixel, node } = openNetwork(t);
  take({ neuron_surface: [[3, 1, 1], Uint8Array.of(10, 20, 30)], surface: [[1, 1, 1], Uint8Array.of(99)] });
  draw();
  const at = ({ x, y }) => pixel(x, y);
  assert.deepEqual(
    [0, 1, 2].map((index) => at(node(0, index))),
    [10, 20, 30],
  );
  assert.equal(at(node(1, 0)), 99);
  const { x, y, size } = node(-1, 0);
  assert.ok(pixel(x - size * 0.4, y) < 60 && pixel(x + size * 0.4, y) > 190, "x₁ rises from left to right");
});

test("without a plane a neuron is as bright as its activation", (t) => {
  const { take, draw, pixel, node } = openNetwork(t);
  take({ "a.0": [[3], [-1, 0, 1]] });
  draw();
  assert.deepEqual(
    [0, 1, 2].map((index) => pixel(node(0, index).x, node(0, index).y)),
    [0, 128, 255],
  );
});

test("under the lens of delta neurons have the colour of its size, inputs their heatmap", (t) => {
  const { store, draw, pixel, node, view } = openNetwork(t);
  const frame = frameOf(
    { neuron_surface: [[3, 1, 1], Uint8Array.of(10, 20, 30)], "unit_delta_rms.0": [[3], [1, 1e-3, 0]], "unit_delta_rms.1": [[1], [NaN]] },
    { step: 2 },
  );
  store.takeFrame(frame);
  view({ nodeLens: "delta" });
  draw();
  const at = ({ x, y }) => pixel(x, y);
  assert.deepEqual(
    [0, 1, 2].map((index) => at(node(0, index))),
    [255, 128, 0].map((place) => THEME.sizes[place]),
  );
  assert.equal(at(node(1, 0)), THEME.groundPacked);
  const { x, y, size } = node(-1, 0);
  assert.ok(pixel(x - size * 0.4, y) < 60);
  view({ nodeLens: "a" });
  draw();
  assert.equal(at(node(0, 0)), 10);
});

test("of images each unit of the first layer shows its weights as one", (t) => {
  const network = { ...networkOf(4, 2, 1), input_names: ["pixel_0", "pixel_1", "pixel_2", "pixel_3"] };
  const { take, draw, pixel, node } = openNetwork(t, { network });
  take({
    "W.0": [
      [2, 4],
      [1, -1, 1, -1, 0, 0, 0, 0],
    ],
  });
  draw();
  const { x, y, size } = node(0, 0);
  assert.deepEqual([pixel(x - size * 0.4, y), pixel(x + size * 0.4, y)], [255, 0]);
});

test("without units and edges there is only ground, painted once and not with every frame", (t) => {
  const { take, draw, painted, pixel, renderer } = openNetwork(t, { network: { ...networkOf(2, 3, 1), kind: "rnn" } });
  assert.equal(draw(), false);
  assert.equal(pixel(9, 9), THEME.groundPacked);
  take({ "a.0": [[3], [-1, 0, 1]] });
  draw();
  assert.deepEqual(painted("edges"), []);
  renderer.resize(WIDTH, 200, 1);
  draw();
  assert.equal(pixel(9, 9), THEME.groundPacked);
});

test("of a large network every second frame paints the heatmaps alone, and the edges follow", (t) => {
  const { take, draw, pixel, node, renderer } = openNetwork(t, { network: networkOf(13, 13, 13, 1) });
  renderer.resize(WIDTH, 600, 1);
  const length = lengthOfEdges(renderer.shape.value);
  assert.ok(length > 26000 && length <= 52000, String(length));
  const edge = renderer.shape.value.edges.find(({ layer, column }) => layer === 2 && column !== null);
  const middle = () => pixel((edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2);
  const frame = (weight, activation) => take({ "W.2": [[1, 13], Array(13).fill(weight)], "a.2": [[1], [activation]] });
  frame(1, -1);
  draw();
  const before = middle();
  frame(-1, 1);
  assert.equal(draw(), true, "another draw is needed");
  assert.deepEqual([middle(), pixel(node(2, 0).x, node(2, 0).y)], [before, 255]);
  assert.equal(draw(), false);
  assert.notEqual(middle(), before);
});

test("the edges of a network reach from layer to layer", (t) => {
  const { renderer } = openNetwork(t);
  const lengths = renderer.shape.value.edges.map(({ x0, x1 }) => x1 - x0);
  assert.ok(lengths.every((length) => length > 0));
  const wanted = lengths.reduce((sum, length) => sum + length);
  assert.ok(Math.abs(lengthOfEdges(renderer.shape.value) - wanted) < 1e-6);
  assert.equal(lengthOfEdges(null), 0);
});

for (const [name, turn, lengthBeside, expected] of [
  ["a network beside one with long edges repaints its own every second frame", 0, 26000, [false, true, false, true]],
  ["and the other one does so in between", 1, 26000, [true, false, true, false]],
  ["beside one with edges longer by far, every third frame", 0, 60000, [false, false, true, false]],
  ["and the other one at other times", 1, 60000, [false, true, false, false]],
  ["beside one with short edges it repaints them each time", 0, 1000, [true, true, true, true]],
]) {
  test(name, (t) => {
    const { take, draw, pixel, renderer } = openNetwork(t, { beside: { turn, lengthBeside: () => lengthBeside } });
    const { x0, y0, x1, y1 } = renderer.shape.value.edges.find(({ layer, row, column }) => layer === 0 && row === 0 && column === 0);
    let before = 0;
    const isRepainted = [1, -1, 0.6, -0.6, 0.3].map((weight) => {
      take({
        "W.0": [
          [3, 2],
          [weight, 1, 0, 0, 0, 0],
        ],
      });
      draw();
      const [last, now] = [before, pixel((x0 + x1) / 2, (y0 + y1) / 2)];
      before = now;
      return now !== last;
    });
    assert.deepEqual(isRepainted.slice(1), expected);
  });
}
