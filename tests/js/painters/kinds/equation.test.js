import assert from "node:assert/strict";
import { test } from "node:test";
import { paintEquation } from "../../../../static/js/painters/kinds/equation.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const ITEM = { x: 20, y: 30, labelY: 20, cell: 10, rows: 1, columns: 3, sign: "=", label: "products", values: [-2, 0, 1], scale: 2 };

const paint = (items, pointed = null) => {
  const ctx = recordingContext();
  paintEquation(ctx, items, pointed, THEME);
  return ctx;
};

/** The colours of the cells, from left to right. */
const colors = (ctx) => ctx.painted.filter(({ does, args }) => does === "fillRect" && args[2] < 20).map(({ fillStyle }) => fillStyle);

test("cells have the colours of the diverging map", () => {
  assert.deepEqual(colors(paint([ITEM])), [THEME.mapCss[0], THEME.mapCss[128], THEME.mapCss[191]]);
});

test("an unknown number has no colour, and no number none but the middle one", () => {
  assert.deepEqual(colors(paint([{ ...ITEM, values: [NaN, 0, 0], scale: 0 }])), ["panel", THEME.mapCss[128], THEME.mapCss[128]]);
});

test("the name is above and the sign before a matrix", () => {
  assert.deepEqual(textsOf(paint([ITEM, { ...ITEM, sign: "" }])), ["=", "products", "products"]);
  const [sign] = paint([ITEM]).painted;
  assert.ok(sign.args[1] < ITEM.x);
});

test("the cell that is pointed at has a ring", () => {
  assert.equal(paintedIn(paint([ITEM]), "accent").length, 0);
  const [{ path }] = paintedIn(paint([ITEM], { factor: 0, row: 0, column: 2 }), "accent");
  assert.deepEqual(path, [["rect", 39.5, 29.5, 10, 10]]);
  assert.equal(paintedIn(paint([ITEM], { factor: 4, row: 0, column: 2 }), "accent").length, 0);
});
