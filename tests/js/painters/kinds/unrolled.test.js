import assert from "node:assert/strict";
import { test } from "node:test";
import { paintBars, paintSelection, paintUnrolledMarks } from "../../../../static/js/painters/kinds/unrolled.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const MARKS = { frames: [], texts: [], arrows: [], headSize: 4, veil: null, walls: [] };
const BOX = { x: 10, y: 20, width: 30, height: 40 };

function marks(more) {
  const ctx = recordingContext();
  paintUnrolledMarks(ctx, { ...MARKS, ...more }, THEME);
  return ctx;
}

test("all arrows have one colour, each a line with a head at its end", () => {
  const ctx = marks({
    arrows: [
      { x0: 0, y0: 5, x1: 10, y1: 5 },
      { x0: 5, y0: 30, x1: 5, y1: 20 },
    ],
  });
  const [line, heads] = paintedIn(ctx, "forward");
  assert.deepEqual(line.path, [
    ["moveTo", 0, 5],
    ["lineTo", 10, 5],
    ["moveTo", 5, 30],
    ["lineTo", 5, 20],
  ]);
  const points = heads.path.filter(([verb]) => verb !== "closePath").map(([, x, y]) => [x, y]);
  assert.deepEqual(points.slice(0, 3), [
    [10, 5],
    [6, 7],
    [6, 3],
  ]);
  assert.deepEqual(points.slice(3), [
    [5, 20],
    [3, 24],
    [7, 24],
  ]);
});

test("walls are dashed, and a veil is only where no gradient comes", () => {
  const ctx = marks({ walls: [{ x: 50, top: 0, bottom: 100 }], veil: BOX });
  const [wall] = paintedIn(ctx, "ink");
  assert.ok(wall.dash.length > 0);
  const veil = ctx.painted.find(({ does }) => does === "fillRect");
  assert.deepEqual(veil.args, [10, 20, 30, 40]);
  assert.ok(veil.globalAlpha < 1);
  assert.equal(ctx.globalAlpha, 1);
  assert.ok(!marks({}).painted.some(({ does }) => does === "fillRect"));
});

test("a name is aligned with its index, which is written lower", () => {
  const text = { x: 100, y: 50, text: "W", sub: "hh", align: "right", isMuted: true };
  const ctx = marks({ texts: [text] });
  assert.deepEqual(textsOf(ctx), ["W", "hh"]);
  const [name, index] = ctx.painted.filter(({ does }) => does === "fillText");
  assert.equal(name.args[1], 100 - 7 - 14);
  assert.equal(index.args[1], 100 - 14);
  assert.ok(index.args[2] > name.args[2]);
  assert.equal(name.fillStyle, "muted");
});

test("bars above their line and below it start from it; strong ones have a colour of their own", () => {
  const ctx = recordingContext();
  const bars = [
    { x: 1, y: 50, width: 2, height: 10, isStrong: false },
    { x: 5, y: 50, width: 2, height: -20, isStrong: true },
  ];
  paintBars(ctx, bars, { color: "pale", strong: "dark" }, { left: 0, right: 90, ys: [50] }, THEME);
  assert.deepEqual(paintedIn(ctx, "pale")[0].path, [["rect", 1, 50, 2, -10]]);
  assert.deepEqual(paintedIn(ctx, "dark")[0].path, [["rect", 5, 50, 2, 20]]);
  assert.deepEqual(paintedIn(ctx, "edge")[0].path, [
    ["moveTo", 0, 50.5],
    ["lineTo", 90, 50.5],
  ]);
});

test("a selected cell is outlined, what stays selected more firmly, its time step is tinted", () => {
  const outline = (isFirm, column = null) => {
    const ctx = recordingContext();
    paintSelection(ctx, { cell: BOX, column, isFirm }, THEME);
    return ctx.painted;
  };
  assert.ok(outline(true)[0].lineWidth > outline(false)[0].lineWidth);
  const [tint] = outline(false, BOX);
  assert.deepEqual([tint.does, tint.fillStyle], ["fillRect", "accent"]);
});
