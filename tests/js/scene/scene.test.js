import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { zeroLines } from "../../../static/js/scene/contour.js";
import { boundary, functionCurve, functionPlane, planeOf, plotShape, nearestPoint, pointItems } from "../../../static/js/scene/output.js";
import { FEATURES, classPixels, featureSurface, inputFunction, margins, pixelSide, twoTones, weightPictures } from "../../../static/js/scene/surface.js";

const DOMAIN = [[-6, 6], [-6, 6]];

test("the zero line of a slope lies where the slope is zero", () => {
  const values = [];
  for (let row = 0; row < 5; row += 1) for (let column = 0; column < 5; column += 1) values.push(column - 1.5);
  const segments = zeroLines(values, 5, 5);
  assert.equal(segments.length, 4);
  for (const [x0, , x1] of segments) assert.deepEqual([x0, x1], [1.5, 1.5]);
});

test("the zero line of a cone is a closed curve", () => {
  const n = 21;
  const values = Array.from({ length: n * n }, (_, i) => 6 - Math.hypot((i % n) - 10, Math.floor(i / n) - 10));
  const ends = new Map();
  for (const [x0, y0, x1, y1] of zeroLines(values, n, n)) {
    for (const end of [[x0, y0], [x1, y1]]) {
      const key = end.map((v) => v.toFixed(6)).join();
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
  }
  assert.ok(ends.size > 20);
  assert.ok([...ends.values()].every((times) => times === 2));
});

test("the plane is drawn square, with the highest y on top", () => {
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 400, 260, 13);
  assert.equal(shape.plot.width, shape.plot.height);
  assert.ok(shape.y(6) < shape.y(-6));
  assert.ok(shape.xTicks.length >= 4);
});

test("points outside the plane are not drawn", () => {
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 300, 300, 13);
  assert.equal(pointItems({ x: [0, 9], y: [0, 0], label: [1, 0] }, shape).length, 1);
});

test("a decision has two colours, split at the middle", () => {
  const map = twoTones(Uint32Array.from({ length: 256 }, (_, i) => i));
  assert.deepEqual([map[0], map[127], map[128], map[255]], [40, 40, 216, 216]);
});

const THREE = { shape: [3, 1, 2], values: Uint8Array.from([255, 0, 0, 0, 0, 255]) };
const RANGES = { shape: [3, 2], values: Float32Array.from([0, 1, 0, 1, 0, 1]) };

test("with several classes the largest output gives the hue", () => {
  const theme = { classesRgb: [[200, 0, 0], [0, 200, 0], [0, 0, 200]], middle: [250, 250, 250] };
  const pixels = new Uint32Array(2);
  classPixels(THREE, RANGES, theme, pixels, false);
  const bytes = new Uint8Array(pixels.buffer);
  assert.ok(bytes[0] > bytes[1] && bytes[0] > bytes[2]);
  assert.ok(bytes[6] > bytes[4] && bytes[6] > bytes[5]);
});

test("a class leads where its margin is positive", () => {
  const fields = margins(THREE, RANGES);
  assert.deepEqual(fields.map((field) => field[0] > 0), [true, false, false]);
  assert.deepEqual(fields.map((field) => field[1] > 0), [false, false, true]);
});

test("a regression has no boundary", () => {
  const frame = { sections: new Map([["surface", { shape: [1, 1, 2], values: Uint8Array.from([0, 255]) }]]) };
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 300, 300, 13);
  assert.deepEqual(boundary(frame, shape, { task: "regression" }), []);
});

test("a feature's picture is its value over the plane", () => {
  const n = 4;
  const x1 = featureSurface(FEATURES.x1, DOMAIN, n);
  assert.ok(x1[0] < 64 && x1[3] > 190 && x1[0] === x1[12]);
  const x2 = featureSurface(FEATURES.x2, DOMAIN, n);
  assert.ok(x2[0] > 190 && x2[12] < 64);
});

test("a measured input runs along the axis that has its name", () => {
  const axes = ["sepal length, cm", "petal width, cm"];
  assert.equal(inputFunction("petal_width", axes)(3, 5), 5);
  assert.equal(inputFunction("sepal_length", axes)(3, 5), 3);
  assert.equal(inputFunction("sepal_width", axes)(3, 5), 0);
  assert.equal(inputFunction("x1_x2", axes)(3, 5), 15);
});

test("inputs that are pixels make a picture, and weights on them too", () => {
  const names = Array.from({ length: 4 }, (_, i) => `pixel_${i}`);
  assert.equal(pixelSide(names), 2);
  assert.equal(pixelSide(["x1", "x2", "x1_x2", "sin_x1"]), 0);
  const picture = weightPictures({ shape: [2, 2], values: Float32Array.from([1, -1, 0, 0.5]) });
  assert.deepEqual([...picture], [255, 0, 128, 255]);
});

test("one input makes a function plot, two make a plane", () => {
  const points = { x: [], y: [], label: [0.5, -1] };
  const data = { task: "regression", domain: [[-6, 6]], train: points, test: { x: [], y: [], label: [] } };
  assert.deepEqual(functionPlane(data), [[-6, 6], [-1.25, 1.25]]);
  assert.equal(planeOf(data), null);
  assert.equal(functionPlane({ ...data, domain: DOMAIN }), null);
  assert.deepEqual(planeOf({ ...data, domain: DOMAIN }), DOMAIN);
});

test("a function's curve has its values in the range's units", () => {
  const shape = plotShape([[-6, 6], [-1, 1]], ["x₁", "output"], 300, 300, 13);
  const surface = { shape: [1, 2, 2], values: Uint8Array.from([0, 255, 0, 255]) };
  const [[x0, y0], [x1, y1]] = functionCurve(surface, [-1, 1], shape);
  assert.ok(x0 < x1);
  assert.ok(Math.abs(y0 - shape.y(-1)) < 1e-9 && Math.abs(y1 - shape.y(1)) < 1e-9);
});

test("a click finds the nearest point within reach", () => {
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 300, 300, 13);
  const points = { x: [0, 1, -5], y: [0, 0, 5], label: [0, 1, 0] };
  assert.equal(nearestPoint(points, shape, shape.x(0.7), shape.y(0), 12), 1);
  assert.equal(nearestPoint(points, shape, shape.x(0.3), shape.y(0), 12), 0);
  assert.equal(nearestPoint(points, shape, shape.x(5), shape.y(-5), 12), null);
});
