import assert from "node:assert/strict";
import { test } from "node:test";
import { equationCellAt, equationShape, nextEquationCell } from "../../../../static/js/scene/convolution/equation-shape.js";

const factor = (name, rows = 6, columns = 6) => ({ name, rows, columns });
const TERMS = ["input", "delta", "products"].map((name) => factor(name));
const ROOM = { width: 400, height: 120, rem: 13 };

test("matrices stand in a line with their signs, as large as there is room", () => {
  const { placed, width, height } = equationShape(TERMS, ROOM);
  assert.deepEqual(
    placed.map(({ sign }) => sign),
    ["", "⊙", "="],
  );
  assert.ok(width <= ROOM.width && height <= ROOM.height && placed[0].cell > 10);
  assert.equal(new Set(placed.map(({ y }) => y)).size, 1);
  assert.ok(placed[1].x > placed[0].x + 6 * placed[0].cell + 13);
});

test("many filters go on in a second line, and have room for their sums", () => {
  const filters = Array.from({ length: 8 }, () => factor("filter", 3, 3));
  const { placed, width } = equationShape(filters, ROOM);
  assert.ok(new Set(placed.map(({ y }) => y)).size >= 2 && width <= ROOM.width);
  assert.ok(placed[1].x - placed[0].x >= 4.6 * 13);
  assert.deepEqual(
    placed.map(({ sign }) => sign),
    ["", ...Array(7).fill("+")],
  );
});

test("what has no room at all is as small as can be", () => {
  assert.equal(equationShape(TERMS, { width: 30, height: 20, rem: 13 }).placed[0].cell, 3);
});

test("the cell under the pointer is found", () => {
  const shape = equationShape(TERMS, ROOM);
  const { x, y, cell } = shape.placed[2];
  assert.deepEqual(equationCellAt(shape, x + 2.5 * cell, y + 1.5 * cell), { factor: 2, row: 1, column: 2 });
  assert.equal(equationCellAt(shape, x - 5, y), null);
  assert.equal(equationCellAt(shape, x, y + 6 * cell), null);
});

test("arrow keys move along a matrix and into the next one", () => {
  const shape = equationShape(TERMS, ROOM);
  assert.deepEqual(nextEquationCell(shape, null, "ArrowDown"), { factor: 2, row: 0, column: 0 });
  assert.deepEqual(nextEquationCell(shape, { factor: 0, row: 2, column: 3 }, "ArrowDown"), { factor: 0, row: 3, column: 3 });
  assert.deepEqual(nextEquationCell(shape, { factor: 0, row: 0, column: 3 }, "ArrowUp"), { factor: 0, row: 0, column: 3 });
  assert.deepEqual(nextEquationCell(shape, { factor: 0, row: 2, column: 5 }, "ArrowRight"), { factor: 1, row: 2, column: 0 });
  assert.deepEqual(nextEquationCell(shape, { factor: 1, row: 2, column: 0 }, "ArrowLeft"), { factor: 0, row: 2, column: 5 });
  assert.deepEqual(nextEquationCell(shape, { factor: 2, row: 2, column: 5 }, "ArrowRight"), { factor: 2, row: 2, column: 5 });
  assert.equal(nextEquationCell(equationShape([], ROOM), null, "ArrowDown"), null);
  assert.equal(nextEquationCell(shape, { factor: 7, row: 0, column: 0 }, "ArrowDown"), null);
});
