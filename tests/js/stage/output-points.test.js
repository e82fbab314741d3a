import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintedIn, textsOf } from "../canvas.js";
import { CIRCLE, VALUES } from "../examples.js";
import { openOutput } from "./open.js";

const points = (items) => items.filter(({ does, path }) => does === "fill" && path.length < 7 && path.some(([name]) => name === "arc" || name === "closePath"));

test("test samples are shown on demand", (t) => {
  const { draw, painted, view } = openOutput(t);
  draw();
  assert.equal(points(painted("points")).length, 3);
  view({ showTest: true });
  draw();
  assert.equal(points(painted("points")).length, 5);
});

test("a ring marks the probed sample", (t) => {
  const { draw, painted, view, renderer } = openOutput(t);
  view({ probe: 1 });
  draw();
  const [ring] = paintedIn({ painted: painted("points") }, "accent");
  assert.deepEqual(ring.path[0].slice(0, 3), ["arc", renderer.shape.value.x(3), renderer.shape.value.y(3)]);
});

test("with one input the output is a curve over the points, renewed with each frame", (t) => {
  const data = {
    ...CIRCLE,
    task: "regression",
    n_classes: 0,
    class_names: [],
    domain: [[-6, 6]],
    axis_names: ["x"],
    train: { x: [0], y: [1], label: [1] },
    test: { x: [], y: [], label: [] },
  };
  const { draw, painted, take } = openOutput(t, data);
  const curve = (low) => {
    take({
      surface: [[1, 2, 2], Uint8Array.of(0, 255, 0, 255)],
      surface_range: [
        [1, 2],
        [low, 1],
      ],
    });
    draw();
    return paintedIn({ painted: painted("points") }, "accent")[0].path.map(([, , y]) => y);
  };
  const [first, second] = [curve(-1), curve(0)];
  assert.ok(first[0] > first[1] && second[0] < first[0], "higher values are higher up");
  assert.ok(textsOf({ painted: painted("points") }).includes("x"));
});

test("with one input the samples of a class have its colour", (t) => {
  const line = { ...CIRCLE, domain: [[-6, 6]], axis_names: ["age"], class_names: ["no", "yes"] };
  const { draw, painted } = openOutput(t, { ...line, train: { x: [0, 3, -3], y: [1, -1, -1], label: [1, 0, 0] } });
  draw();
  const colors = points(painted("points")).map(({ fillStyle }) => fillStyle);
  assert.deepEqual([colors.filter((c) => c === "pointNegative").length, colors.filter((c) => c === "pointPositive").length], [2, 1]);
});

test("in the view of one step its samples have rings", (t) => {
  const { draw, painted, view, store, renderer } = openOutput(t);
  const { x, y } = renderer.shape.value;
  const rings = () => {
    draw();
    const found = painted("points").filter(({ does, strokeStyle }) => does === "stroke" && strokeStyle === "ink");
    return found.flatMap(({ path }) => path.filter(([name]) => name === "arc").map(([, left, top]) => [left, top]));
  };
  store.dispatch({ type: "program", batch: [2, 0], listing: null });
  assert.deepEqual(rings(), []);
  view({ tab: "inside" });
  assert.deepEqual(rings(), [
    [x(-3), y(-3)],
    [x(0), y(0)],
  ]);
});

test("the curve of a hidden neuron is on the scale of what is learnt, that of the output in its own units", (t) => {
  const data = { ...VALUES, domain: [[-6, 6]], axis_names: ["size"] };
  const { draw, painted, take, view, renderer } = openOutput(t, data);
  const flat = (value) => [
    [1, 2],
    [value, value],
  ];
  const zeros = [[1, 2, 2], Uint8Array.of(0, 0, 0, 0)];
  take({ surface: zeros, surface_range: flat(310), neuron_surface: zeros, neuron_range: flat(-1) });
  const height = () => {
    draw();
    return paintedIn({ painted: painted("points") }, "accent")[0].path[0][2];
  };
  assert.equal(height(), renderer.shape.value.y(310));
  view({ hover: { kind: "neuron", layer: 0, index: 0 } });
  assert.equal(height(), renderer.shape.value.y(300 - 20));
  assert.ok(textsOf({ painted: painted("points") }).includes("price"));
});
