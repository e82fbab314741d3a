import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { paintAxes, paintBatch, paintBoundary, paintCurve, paintEmptyPlane, paintProbe, paintSamples } from "../../../../static/js/painters/output/output.js";
import { plotShape } from "../../../../static/js/scene/output/output.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const SHAPE = plotShape(
  [
    [-6, 6],
    [-6, 6],
  ],
  ["width", "height"],
  300,
  300,
  13,
);
const { plot } = SHAPE;

function paint(painter, ...items) {
  const ctx = recordingContext();
  painter(ctx, ...items, THEME);
  return ctx;
}

test("without a heatmap the plane is empty", () => {
  assert.deepEqual(
    paint(paintEmptyPlane, SHAPE).painted.map(({ does, args, fillStyle }) => [does, fillStyle, ...args]),
    [["fillRect", "sunken", plot.x, plot.y, plot.width, plot.height]],
  );
});

test("the boundary is a dark line on a lighter, wider one that lets the heatmap through", () => {
  const [under, line] = paint(paintBoundary, [1, 2, 3, 4]).painted;
  assert.deepEqual([under.strokeStyle, line.strokeStyle, line.globalAlpha], ["pointRing", "boundary", 1]);
  assert.ok(under.lineWidth > line.lineWidth && under.globalAlpha < 1);
  assert.deepEqual(line.path, [
    ["moveTo", 1, 2],
    ["lineTo", 3, 4],
  ]);
});

test("training samples are discs, test samples diamonds, each in the colour of its class", () => {
  const color = (label) => `class ${label}`;
  const ctx = paint(paintSamples, {
    shape: SHAPE,
    train: [
      { x: 50, y: 50, label: 1 },
      { x: 60, y: 60, label: 2 },
    ],
    test: [{ x: 70, y: 70, label: 1 }],
    radius: 4,
    color,
    ring: "ring",
  });
  const shapes = (name) => paintedIn(ctx, name).map(({ path }) => (path.some(([step]) => step === "arc") ? "disc" : "diamond"));
  assert.deepEqual([shapes("class 1"), shapes("class 2")], [["disc", "diamond"], ["disc"]]);
  assert.equal(paintedIn(ctx, "ring").length, 3);
});

test("a function is a line over its points, with a light rim", () => {
  const [rim, line] = paint(paintCurve, [
    [1, 2],
    [3, 4],
  ]).painted;
  assert.deepEqual([rim.strokeStyle, line.strokeStyle], ["panel", "accent"]);
  assert.ok(rim.lineWidth > line.lineWidth);
  assert.deepEqual(line.path, [
    ["lineTo", 1, 2],
    ["lineTo", 3, 4],
  ]);
  assert.equal(paint(paintCurve, []).painted.length, 0);
});

test("a ring goes around the probed sample, clear of its point", () => {
  const rings = paint(paintProbe, [50, 60], 4).painted;
  assert.equal(rings.at(-1).strokeStyle, "accent");
  const [[, x, y, radius]] = rings[0].path;
  assert.ok(x === 50 && y === 60 && radius > 4);
});

test("axes have their names, and their numbers beside the ticks", () => {
  const ctx = paint(paintAxes, SHAPE);
  assert.deepEqual(textsOf(ctx).slice(-2), ["width", "height"]);
  const numbers = ctx.painted.filter(({ does, args }) => does === "fillText" && args[0] === "2");
  assert.deepEqual(
    numbers.map(({ args }) => [args[1] === SHAPE.x(2), args[2] === SHAPE.y(2)]),
    [
      [true, false],
      [false, true],
    ],
  );
  assert.ok(numbers[0].args[2] > plot.y + plot.height && numbers[1].args[1] < plot.x, "outside of the plane");
});

test("samples of the batch have thin rings, dark on light; those without a place have none", () => {
  const { painted } = paint(
    paintBatch,
    [
      [10, 20],
      [30, 40],
      [NaN, NaN],
    ],
    4,
  );
  assert.deepEqual(
    painted.map(({ strokeStyle }) => strokeStyle),
    ["panel", "ink"],
  );
  const arcs = painted[1].path.filter(([does]) => does === "arc");
  assert.deepEqual(
    arcs.map(([, x, y]) => [x, y]),
    [
      [10, 20],
      [30, 40],
    ],
  );
  assert.ok(arcs.every(([, , , radius]) => radius > 4));
  assert.ok(painted[0].lineWidth > painted[1].lineWidth);
});
