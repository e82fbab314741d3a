import assert from "node:assert/strict";
import { test } from "node:test";
import { paintEdgePaths } from "../../../../static/js/painters/network/edge-paths.js";
import { edgeColor, edgeWidth } from "../../../../static/js/painters/network/edges.js";
import { recordingContext } from "../../canvas.js";
import { THEME } from "../../examples.js";

const EDGE = { layer: 0, row: 0, column: 0, x0: 0, y0: 20, x1: 90, y1: 50 };

function paint(shares, { order = shares.map((_, i) => i), dashNegative = false } = {}) {
  const ctx = recordingContext();
  const edges = shares.map((_, i) => ({ ...EDGE, y1: 50 + i }));
  paintEdgePaths(ctx, { edges, shares: Float32Array.from(shares), order: Uint32Array.from(order), density: 1, dashNegative }, THEME);
  return ctx.painted;
}

test("an edge is a curve that leaves and arrives level, as wide and as coloured as on the page", () => {
  const [{ does, path, strokeStyle, lineWidth, dash }] = paint([0.5]);
  assert.equal(does, "stroke");
  assert.deepEqual(path, [
    ["moveTo", 0, 20],
    ["bezierCurveTo", 30, 20, 60, 50, 90, 50],
  ]);
  assert.equal(strokeStyle, edgeColor(0.5, THEME));
  assert.equal(lineWidth, edgeWidth(0.5, 1, THEME));
  assert.deepEqual(dash, []);
});

test("edges are painted in their order, and no others", () => {
  const painted = paint([0.1, 0.2, 0.3], { order: [2, 0] });
  assert.deepEqual(
    painted.map(({ path }) => path[1][6]),
    [52, 50],
  );
});

test("a negative edge is dashed on demand, one without a number dotted", () => {
  const [negative, positive, unknown] = paint([-0.5, 0.5, NaN], { dashNegative: true }).map(({ dash }) => dash);
  assert.equal(negative.length, 2);
  assert.deepEqual(positive, []);
  assert.ok(unknown[0] < negative[0]);
  assert.deepEqual(paint([-0.5])[0].dash, []);
});
