import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeColor, edgeWidth, paintEdges, traceEdge } from "../../../../static/js/painters/network/edges.js";
import { pointOn } from "../../../../static/js/scene/network/hit.js";
import { recordingContext } from "../../canvas.js";
import { THEME } from "../../examples.js";

const WHITE = 0xffffffff;
const LEVEL = { layer: 0, row: 0, column: 0, x0: 0, y0: 20, x1: 100, y1: 20 };

function paint(edges, shares, { ratio = 1, order = shares.map((_, i) => i), dashNegative = false } = {}) {
  const pixels = { data: new Uint32Array(100 * ratio * 40 * ratio).fill(WHITE), width: 100 * ratio, height: 40 * ratio };
  paintEdges(pixels, ratio, { edges, shares: Float32Array.from(shares), order: Uint32Array.from(order), density: 1, dashNegative }, THEME);
  return pixels;
}
/** The number of pixels that are painted in a row or column. */
const painted = (values) => values.filter((value) => value !== WHITE).length;
const columnOf = ({ data, width, height }, x) => Array.from({ length: height }, (_, y) => data[y * width + x]);
const rowOf = ({ data, width }, y) => [...data.subarray(y * width, (y + 1) * width)];

test("the wider the edge, the larger its value, whatever the sign", () => {
  const [none, half, whole, negative] = [0, 0.5, 1, -1].map((share) => edgeWidth(share, 1, THEME));
  assert.ok(none > 0 && none < half && half < whole);
  assert.equal(negative, whole);
});

test("the two ends of the colours are the two signs", () => {
  assert.deepEqual(
    [-1, 0, 1].map((share) => edgeColor(share, THEME)),
    ["line 0", "line 64", "line 128"],
  );
});

test("a weak edge still shows its sign", () => {
  const steps = (share) => Number(edgeColor(share, THEME).split(" ")[1]) - 64;
  assert.ok(steps(0.05) > 0.15 * 64 && steps(-0.05) < -0.15 * 64);
});

test("a strong edge covers more rows than a weak one", () => {
  const [strong, weak] = [1, 0.1].map((share) => painted(columnOf(paint([LEVEL], [share]), 50)));
  assert.ok(strong > weak + 2 && weak >= 1);
});

test("later edges lie on top", () => {
  const crossing = [LEVEL, { ...LEVEL, row: 1 }];
  assert.equal(columnOf(paint(crossing, [1, -1], { order: [0, 1] }), 50)[20], THEME.linesPacked[0]);
  assert.equal(columnOf(paint(crossing, [1, -1], { order: [1, 0] }), 50)[20], THEME.linesPacked[128]);
});

test("only negative edges are dashed, and only on demand", () => {
  const covered = (share, dashNegative) => painted(rowOf(paint([LEVEL], [share], { dashNegative }), 20));
  assert.equal(covered(-1, false), 100);
  assert.equal(covered(1, true), 100);
  assert.ok(covered(-1, true) < 80);
});

test("on a fine screen an edge has twice the pixels", () => {
  const pixels = paint([LEVEL], [1], { ratio: 2 });
  assert.ok(painted(columnOf(pixels, 100)) >= 2 * painted(columnOf(paint([LEVEL], [1]), 50)) - 2);
  assert.notEqual(columnOf(pixels, 199)[40], WHITE);
});

test("the traced path is the curve that the pointer is compared with", () => {
  const edge = { ...LEVEL, x0: 10, x1: 70, y0: 20, y1: 100 };
  const ctx = recordingContext();
  traceEdge(ctx, edge);
  ctx.stroke();
  const [[, x0, y0], [, xa, ya, xb, yb, x1, y1]] = ctx.painted[0].path;
  const bezier = (s, a, b, c, d) => a * (1 - s) ** 3 + 3 * b * s * (1 - s) ** 2 + 3 * c * s ** 2 * (1 - s) + d * s ** 3;
  for (const s of [0, 0.2, 0.5, 0.8, 1]) {
    const [x, y] = pointOn(edge, s);
    assert.ok(Math.hypot(bezier(s, x0, xa, xb, x1) - x, bezier(s, y0, ya, yb, y1) - y) < 1e-9);
  }
});

test("an edge without a number is dotted, thin and grey", () => {
  const [none, zero] = [NaN, 0].map((share) => paint([LEVEL], [share], { ratio: 2 }));
  const [dots, line] = [none, zero].map((pixels) => painted(rowOf(pixels, 40)));
  assert.ok(line > 190 && dots > 30 && dots < 0.5 * line, `${dots} of ${line}`);
  assert.equal(painted(columnOf(none, 0)), painted(columnOf(zero, 0)));
  assert.ok(rowOf(none, 40).every((color) => color === WHITE || rowOf(zero, 40).includes(color)));
});
