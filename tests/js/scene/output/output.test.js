import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boundary,
  functionCurve,
  functionPlane,
  labelScale,
  nearestPoint,
  planeOf,
  plotShape,
  pointColor,
  pointItems,
  pointRadius,
} from "../../../../static/js/scene/output/output.js";
import { CIRCLE, THEME, VALUES } from "../../examples.js";

const DOMAIN = [
  [-6, 6],
  [-6, 6],
];

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

test("a regression has no boundary", () => {
  const frame = { sections: new Map([["surface", { shape: [1, 1, 2], values: Uint8Array.from([0, 255]) }]]) };
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 300, 300, 13);
  assert.deepEqual(boundary(frame, shape, { task: "regression" }), []);
});

test("one input makes a function plot, two make a plane", () => {
  const points = { x: [], y: [], label: [0.5, -1] };
  const data = { ...CIRCLE, task: "regression", domain: [[-6, 6]], train: points, test: { x: [], y: [], label: [] } };
  assert.deepEqual(functionPlane(data), [
    [-6, 6],
    [-1.25, 1.25],
  ]);
  assert.equal(planeOf(data), null);
  assert.equal(functionPlane({ ...data, domain: DOMAIN }), null);
  assert.deepEqual(planeOf({ ...data, domain: DOMAIN }), DOMAIN);
});

test("scaled values are drawn about their mean, in their own units and colours", () => {
  assert.equal(labelScale(VALUES), 40);
  assert.deepEqual(functionPlane({ ...VALUES, domain: [[-6, 6]] })[1], [250, 350]);
  const color = pointColor(VALUES, THEME);
  assert.deepEqual([260, 300, 340].map(color), ["map 0", "map 128", "map 255"]);
});

test("a function's curve has its values in the range's units", () => {
  const shape = plotShape(
    [
      [-6, 6],
      [-1, 1],
    ],
    ["x₁", "output"],
    300,
    300,
    13,
  );
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

test("many points are small, few are not too large", () => {
  const plot = { width: 260, height: 260 };
  const radii = [1, 200, 2000, 100_000].map((n) => pointRadius(n, plot, 13));
  assert.deepEqual(
    radii,
    [...radii].sort((a, b) => b - a),
  );
  assert.deepEqual([radii[0], radii.at(-1)], [0.36 * 13, 0.17 * 13]);
});

test("the largest target of a regression has the strongest colour", () => {
  const data = { ...CIRCLE, task: "regression", train: { label: [0.5, -2] }, test: { label: [1] } };
  assert.equal(labelScale(data), 2);
  assert.equal(labelScale({ ...data, train: { label: [0] }, test: { label: [] } }), 1);
  assert.equal(labelScale({ ...data, task: "classification" }), 1);
});

test("the boundary lies where the output crosses the middle of its range", () => {
  const values = Uint8Array.from([0, 85, 170, 255, 0, 85, 170, 255]);
  const frame = { sections: new Map([["surface", { shape: [1, 2, 4], values }]]) };
  const shape = plotShape(DOMAIN, ["x₁", "x₂"], 300, 300, 13);
  const lines = boundary(frame, shape, { task: "classification" });
  assert.equal(lines.length, 4);
  for (const x of [lines[0], lines[2]]) assert.ok(Math.abs(x - shape.x(0)) < 1e-6, "the middle of four columns");
});

test("points have the colours of their classes, or of their values", () => {
  const two = pointColor(CIRCLE, THEME);
  assert.deepEqual([1, -1].map(two), ["pointPositive", "pointNegative"]);
  const many = pointColor({ ...CIRCLE, n_classes: 12 }, THEME);
  assert.deepEqual([0, 9, 10].map(many), ["point of class 0", "point of class 9", "point of class 0"]);
  const values = pointColor({ ...CIRCLE, task: "regression", train: { label: [4] }, test: { label: [-2] } }, THEME);
  assert.deepEqual([4, -4, 0].map(values), ["map 255", "map 0", "map 128"]);
});

test("without axes the plot fills its room", () => {
  const plane = [
    [-6, 6],
    [-6, 6],
  ];
  const shape = plotShape(plane, ["x₁", "x₂"], 150, 150, 13, true);
  assert.deepEqual([shape.plot, shape.xTicks, shape.yTicks, shape.xName, shape.yName], [{ x: 1, y: 1, width: 148, height: 148 }, [], [], "", ""]);
});

test("large numbers on the upward axis have room beside its name", () => {
  const left = (high) => {
    const shape = plotShape([DOMAIN[0], [0, high]], ["x", "price"], 400, 260, 13);
    return [shape.plot.x, shape.plot.x - shape.yRoom];
  };
  const [[short, first], [long, second]] = [left(6.5), left(250_000)];
  assert.ok(long > short);
  assert.ok(Math.abs(first - second) < 1e-9, "the name stays where it is");
});

test("values that differ by rounding alone have room on the axis", () => {
  const data = (mean, ...label) => ({ ...VALUES, target_means: [mean], train: { label }, test: { label: [] } });
  assert.deepEqual([labelScale(data(0.3, 0.3, 0.1 + 0.2)), labelScale(data(5000, 5000)), labelScale(data(0, 0))], [1, 500, 1]);
});
