import assert from "node:assert/strict";
import { test } from "node:test";
import { paintStrip } from "../../../../static/js/painters/strips/gradient-strip.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const LOOK = { selected: null, color: "backward", twinColor: "forward" };
const EMPTY = { left: 50, right: 400, ticks: [], dots: [], twin: [], theory: [], band: [], factors: [], signs: [], fontRem: 0.84 };
const dot = (layer, more = {}) => ({ layer, x: 100 * (layer + 1), y: 30 + layer, isZero: false, ...more });
const factor = (more) => ({ layer: 0, factor: "weights", x: 120, y: 70, width: 40, text: "0.87", sign: " W", isStrong: false, ...more });

function paint(shape, look = {}) {
  const ctx = recordingContext();
  paintStrip(ctx, { ...EMPTY, ...shape }, { ...LOOK, ...look }, THEME);
  return ctx;
}

/** The dots of a line, each as the verb that leads to it. */
const verbs = ({ path }) => path.map(([verb]) => verb);

test("a line leads through neighbours, and is broken where one is missing or 0", () => {
  const dots = [dot(0), dot(1), dot(3), dot(4, { isZero: true }), dot(5)];
  const [line] = paintedIn(paint({ dots }), "backward").filter(({ does }) => does === "stroke");
  assert.deepEqual(verbs(line), ["moveTo", "lineTo", "moveTo", "moveTo", "moveTo"]);
});

test("dots are full, zeros empty", () => {
  const ctx = paint({ dots: [dot(0), dot(1, { isZero: true })] });
  const discs = (color) =>
    ctx.painted.filter(({ does, fillStyle }) => does === "fill" && fillStyle === color).flatMap(({ path }) => path.filter(([verb]) => verb === "arc"));
  assert.deepEqual(
    ["backward", "ground"].map((color) => discs(color).map(([, x]) => x)),
    [[100], [200]],
  );
});

test("the theory is dashed, its band and the twin are faint, and nothing after them is", () => {
  const line = [
    { x: 100, y: 40 },
    { x: 200, y: 30 },
  ];
  const { painted } = paint({ theory: line, band: [...line, { x: 200, y: 35 }], twin: [dot(0), dot(1)], dots: [dot(0)] });
  const dashed = painted.filter(({ does, dash }) => does === "stroke" && dash.length > 0);
  assert.deepEqual([dashed.length, dashed[0].path.length], [1, 2]);
  const faint = painted.filter(({ globalAlpha, path }) => globalAlpha < 1 && path.length > 1);
  assert.ok(faint.some(({ does, path }) => does === "fill" && path.length === 4));
  assert.ok(painted.filter(({ strokeStyle, does }) => does === "stroke" && strokeStyle === "forward").every(({ globalAlpha }) => globalAlpha < 1));
  assert.equal(painted.at(-1).globalAlpha, 1);
});

test("a factor is in ink with its sign beside it, bold if it is strong; a dot joins two on one row", () => {
  const ctx = paint({ factors: [factor(), factor({ factor: "derivatives", x: 180, text: "0.24", sign: " f′", isStrong: true })] });
  assert.deepEqual(textsOf(ctx).sort(), [" W", " f′", "0.24", "0.87", "·"]);
  const [strong, usual] = paintedIn(ctx, "ink");
  assert.deepEqual([usual.font.split(" ")[0], strong.font.split(" ")[0]], ["450", "680"]);
  const rows = paint({ factors: [factor(), factor({ factor: "derivatives", y: 84 })], signs: [{ x: 40, y: 70, text: "W" }] });
  assert.deepEqual(textsOf(rows), ["0.87", "0.87", " W", " W", "W"]);
});

test("a tick is named at the left end of its line", () => {
  const ctx = paint({ ticks: [{ x: 50, y: 20, text: "10⁻³" }] });
  const [line] = paintedIn(ctx, "hairline");
  assert.deepEqual([line.path[0][1], line.path[1][1]], [50, 400]);
  assert.deepEqual(textsOf(ctx), ["10⁻³"]);
});

test("the mark that is explained has a ring or a line below", () => {
  const marks = (selected) => paintedIn(paint({ dots: [dot(0)], factors: [factor()] }, { selected }), "accent");
  assert.equal(marks(null).length, 0);
  assert.deepEqual(verbs(marks({ layer: 0, factor: null })[0]), ["arc"]);
  assert.deepEqual(verbs(marks({ layer: 0, factor: "weights" })[0]), ["moveTo", "lineTo"]);
});
