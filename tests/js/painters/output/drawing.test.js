import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { paintDrawing } from "../../../../static/js/painters/output/drawing.js";
import { plotShape } from "../../../../static/js/scene/output/output.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const SHAPE = plotShape(
  [
    [-6, 6],
    [-6, 6],
  ],
  ["x₁", "x₂"],
  300,
  300,
  13,
);

function paint(dots, cursor = null) {
  const ctx = recordingContext();
  paintDrawing(ctx, { shape: SHAPE, dots, cursor }, THEME);
  return ctx;
}

test("each point is where it was drawn, with the number of its class", () => {
  const ctx = paint([{ x: 1, y: -2, brush: 2 }]);
  const [point] = paintedIn(ctx, "positive");
  assert.deepEqual(point.path.at(-1).slice(0, 3), ["arc", SHAPE.x(1), SHAPE.y(-2)]);
  assert.equal(textsOf(ctx)[0], "2");
});

test("two classes have the colours of the two signs, three those of classes", () => {
  const colors = (...brushes) =>
    paint(brushes.map((brush) => ({ x: 0, y: 0, brush })))
      .painted.filter(({ does, path }) => does === "fill" && path.some(([name]) => name === "arc"))
      .map(({ fillStyle }) => fillStyle);
  assert.deepEqual(colors(1, 2), ["negative", "positive"]);
  assert.deepEqual(colors(1, 2, 3), ["class 0", "class 1", "class 2"]);
});

test("the keyboard cursor is a cross at its place, and only while there is one", () => {
  assert.equal(paintedIn(paint([]), "accent").length, 0);
  const [cross] = paintedIn(paint([], [3, 3]), "accent");
  const mean = (k) => cross.path.reduce((sum, step) => sum + step[k], 0) / 4;
  assert.ok(Math.hypot(mean(1) - SHAPE.x(3), mean(2) - SHAPE.y(3)) < 1e-9);
});
