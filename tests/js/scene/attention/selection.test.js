import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { selectionMarks } from "../../../../static/js/scene/attention/selection.js";
import { attentionShape, boxOf } from "../../../../static/js/scene/attention/shape.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";

const shape = attentionShape(attentionOf(attentionNetwork({ T: 4, width: 4, heads: 2 })), 855, 400, 13);
const curves = (cell) => selectionMarks(shape, cell, false).filter(({ does }) => does === "curve");

test("a cell is outlined, and so is the same cell of values or gradients", () => {
  const cell = { key: "V", isGrad: false, row: 2, column: 1 };
  const boxes = selectionMarks(shape, cell, false).map(({ box }) => box);
  assert.deepEqual(boxes.at(-1), boxOf(shape, cell));
  assert.deepEqual(boxes[0], boxOf(shape, { ...cell, isGrad: true }));
  assert.deepEqual(curves(cell), []);
  assert.ok(selectionMarks(shape, cell, true).at(-1).width > selectionMarks(shape, cell, false).at(-1).width);
});

test("lines lead to a weight from its query and its key, in the columns of its head", () => {
  const cell = { key: "A1", isGrad: false, row: 2, column: 0 };
  const [query, key] = curves(cell);
  const q = boxOf(shape, { key: "Q", isGrad: false, row: 2, column: 3 });
  const k = boxOf(shape, { key: "K", isGrad: false, row: 0, column: 3 });
  assert.deepEqual(query.from, [q.left + q.wide, q.top + q.high / 2]);
  assert.deepEqual(key.from, [k.left + k.wide, k.top + k.high / 2]);
  assert.deepEqual([query.color, key.color], ["forward", "backward"]);
  const outlines = selectionMarks(shape, cell, false).filter(({ does, color }) => does === "outline" && color === "forward");
  assert.ok(outlines.some(({ box }) => box.left === boxOf(shape, { key: "Q", isGrad: false, row: 2, column: 2 }).left && box.wide < q.wide * 2.5));
});

test("dA comes from dC and from the values, which are on both sides of it", () => {
  const cell = { key: "A0", isGrad: true, row: 1, column: 3 };
  const own = boxOf(shape, cell);
  const [read, value] = curves(cell);
  assert.deepEqual(read.to, [own.left + own.wide, own.top + own.high / 2]);
  assert.deepEqual(value.to, [own.left, own.top + own.high / 2]);
});

test("dS is connected with the gradients of query and key", () => {
  const cell = { key: "S0", isGrad: true, row: 1, column: 3 };
  const [query] = curves(cell);
  const { top, high } = boxOf(shape, { key: "Q", isGrad: true, row: 1, column: 0 });
  assert.equal(query.from[1], top + high / 2);
});

test("the tokens of both positions are marked, once if they are one", () => {
  const marked = (row, column) => selectionMarks(shape, { key: "A0", isGrad: false, row, column }, false).filter(({ radius }) => radius).length;
  assert.deepEqual([marked(1, 2), marked(1, 1)], [4, 2]);
});

test("a cell for which there is no room has no marks", () => {
  assert.deepEqual(selectionMarks(shape, { key: "none", isGrad: false, row: 0, column: 0 }, false), []);
});
