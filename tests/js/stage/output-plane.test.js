import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintedIn } from "../canvas.js";
import { CIRCLE, VALUES } from "../examples.js";
import { openOutput, SURFACES } from "./open.js";

test("the plane shows the output, or the neuron under the pointer", (t) => {
  const { take, draw, middle, view } = openOutput(t);
  draw();
  assert.equal(middle(), null);
  take(SURFACES);
  draw();
  assert.equal(middle(), 99);
  view({ hover: { kind: "neuron", layer: 0, index: 1 } });
  draw();
  assert.equal(middle(), 20);
});

test("the heatmap of one output has the pixels of the plane, that of classes is enlarged to it", (t) => {
  const { renderer, take, draw, painted } = openOutput(t);
  renderer.resize(300, 300, 2);
  take(SURFACES);
  draw();
  const { plot } = renderer.shape.value;
  const [image, left, top] = painted("output").find(({ does }) => does === "putImageData").args;
  assert.deepEqual(
    [left, top, image.width, image.height],
    [plot.x, plot.y, plot.width, plot.height].map((length) => Math.round(2 * length)),
  );
  take({
    surface: [[3, 2, 2], new Uint8Array(12)],
    surface_range: [
      [3, 2],
      [0, 1, 0, 1, 0, 1],
    ],
  });
  draw();
  assert.deepEqual(
    painted("output")
      .find(({ does }) => does === "drawImage")
      .args.slice(1),
    [plot.x, plot.y, plot.width, plot.height],
  );
});

test("as a decision the output has two colours", (t) => {
  const { take, draw, middle, view } = openOutput(t);
  take(SURFACES);
  view({ discretise: true });
  draw();
  assert.equal(middle(), 40);
});

test("with several classes the plane has the hue of the winning one", (t) => {
  const { take, draw, middle } = openOutput(t, { ...CIRCLE, n_classes: 3, class_names: ["a", "b", "c"] });
  take({
    surface: [[3, 2, 2], Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0)],
    surface_range: [
      [3, 2],
      [0, 1, 0, 1, 0, 1],
    ],
  });
  draw();
  const [red, green, blue] = [0, 8, 16].map((shift) => (middle() >>> shift) & 255);
  assert.ok(green > red && green > blue);
});

test("the boundary belongs to the output, not to a neuron", (t) => {
  const { take, draw, painted, view } = openOutput(t);
  take({ ...SURFACES, surface: [[1, 2, 2], Uint8Array.of(0, 255, 0, 255)] });
  const lines = () => {
    draw();
    return paintedIn({ painted: painted("output") }, "boundary").length;
  };
  assert.equal(lines(), 1);
  view({ hover: { kind: "neuron", layer: 0, index: 0 } });
  assert.equal(lines(), 0);
});

test("of several values of a regression the first is shown: they cannot be compared", (t) => {
  const { take, draw, middle, painted } = openOutput(t, VALUES);
  take({
    ...SURFACES,
    surface: [[2, 2, 2], Uint8Array.of(99, 99, 99, 99, 200, 200, 200, 200)],
    surface_range: [
      [2, 2],
      [250, 350, 0, 900],
    ],
  });
  draw();
  assert.equal(middle(), 99);
  assert.equal(
    painted("output").some(({ does }) => does === "drawImage"),
    false,
  );
});
