import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals-core";
import { openPanels } from "../dom.js";
import { paintedIn, textsOf } from "../canvas.js";
import { CIRCLE, frameOf, networkOf, THEME } from "../examples.js";
import { createOutputRenderer, pointColor } from "../../../static/js/stage/output.js";

function open(t, data = CIRCLE) {
  const opened = openPanels(t, { welcome: { data, network: networkOf(2, 2, 1) } });
  const { store, byId } = opened;
  const canvases = { output: byId("output"), points: byId("output-points") };
  const renderer = createOutputRenderer(store, canvases);
  for (const invalidate of renderer.invalidators) effect(invalidate);
  renderer.resize(300, 300, 1);
  const painted = (name) => canvases[name].getContext("2d").painted;
  const draw = () => {
    for (const name of Object.keys(canvases)) painted(name).length = 0;
    renderer.draw();
  };
  /** The middle pixel of the heatmap that is painted; null for none. */
  const middle = () => {
    const image = painted("output").find(({ does }) => does === "drawImage")?.args[0];
    if (!image) return null;
    const [{ data: bytes }] = image.getContext("2d").painted.at(-1).args;
    const pixels = new Uint32Array(bytes.buffer);
    return pixels[(image.height >> 1) * image.width + (image.width >> 1)];
  };
  const take = (sections) => store.takeFrame(frameOf(sections));
  return { ...opened, renderer, painted, draw, middle, take };
}
const SURFACES = { surface: [[1, 1, 1], Uint8Array.of(99)], neuron_surface: [[2, 1, 1], Uint8Array.of(10, 20)] };
const points = (items) => items.filter(({ does, path }) => does === "fill" && path.length < 7 && path.some(([name]) => name === "arc" || name === "closePath"));

test("the plane shows the output, or the neuron under the pointer", (t) => {
  const { take, draw, middle, view } = open(t);
  draw();
  assert.equal(middle(), null);
  take(SURFACES);
  draw();
  assert.equal(middle(), 99);
  view({ hover: { kind: "neuron", layer: 0, index: 1 } });
  draw();
  assert.equal(middle(), 20);
});

test("as a decision the output has two colours", (t) => {
  const { take, draw, middle, view } = open(t);
  take(SURFACES);
  view({ discretise: true });
  draw();
  assert.equal(middle(), 40);
});

test("with several classes the plane has the hue of the winning one", (t) => {
  const { take, draw, middle } = open(t, { ...CIRCLE, n_classes: 3, class_names: ["a", "b", "c"] });
  take({ surface: [[3, 2, 2], Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0)], surface_range: [[3, 2], [0, 1, 0, 1, 0, 1]] });
  draw();
  const [red, green, blue] = [0, 8, 16].map((shift) => (middle() >>> shift) & 255);
  assert.ok(green > red && green > blue);
});

test("the boundary belongs to the output, not to a neuron", (t) => {
  const { take, draw, painted, view } = open(t);
  take({ ...SURFACES, surface: [[1, 2, 2], Uint8Array.of(0, 255, 0, 255)] });
  const lines = () => {
    draw();
    return paintedIn({ painted: painted("output") }, "boundary").length;
  };
  assert.equal(lines(), 1);
  view({ hover: { kind: "neuron", layer: 0, index: 0 } });
  assert.equal(lines(), 0);
});

test("test samples are shown on demand", (t) => {
  const { draw, painted, view } = open(t);
  draw();
  assert.equal(points(painted("points")).length, 3);
  view({ showTest: true });
  draw();
  assert.equal(points(painted("points")).length, 5);
});

test("a ring marks the probed sample", (t) => {
  const { draw, painted, view, renderer } = open(t);
  view({ probe: 1 });
  draw();
  const [ring] = paintedIn({ painted: painted("points") }, "accent");
  assert.deepEqual(ring.path[0].slice(0, 3), ["arc", renderer.shape.value.x(3), renderer.shape.value.y(3)]);
});

test("a new frame repaints the plane, not the points", (t) => {
  const { draw, painted, take } = open(t);
  draw();
  take(SURFACES);
  draw();
  assert.deepEqual([painted("output").length > 0, painted("points").length], [true, 0]);
});

test("with one input the output is a curve over the points, renewed with each frame", (t) => {
  const data = { ...CIRCLE, task: "regression", n_classes: 0, class_names: [], domain: [[-6, 6]], axis_names: ["x"], train: { x: [0], y: [1], label: [1] }, test: { x: [], y: [], label: [] } };
  const { draw, painted, take } = open(t, data);
  const curve = (low) => {
    take({ surface: [[1, 2, 2], Uint8Array.of(0, 255, 0, 255)], surface_range: [[1, 2], [low, 1]] });
    draw();
    return paintedIn({ painted: painted("points") }, "accent")[0].path.map(([, , y]) => y);
  };
  const [first, second] = [curve(-1), curve(0)];
  assert.ok(first[0] > first[1] && second[0] < first[0], "higher values are higher up");
  assert.ok(textsOf({ painted: painted("points") }).includes("x"));
});

test("points have the colours of their classes, or of their values", () => {
  const two = pointColor(CIRCLE, THEME);
  assert.deepEqual([1, -1].map(two), ["pointPositive", "pointNegative"]);
  const many = pointColor({ ...CIRCLE, n_classes: 12 }, THEME);
  assert.deepEqual([0, 9, 10].map(many), ["point of class 0", "point of class 9", "point of class 0"]);
  const values = pointColor({ ...CIRCLE, task: "regression", train: { label: [4] }, test: { label: [-2] } }, THEME);
  assert.deepEqual([4, -4, 0].map(values), ["map 255", "map 0", "map 128"]);
});
