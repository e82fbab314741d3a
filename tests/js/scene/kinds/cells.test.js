import assert from "node:assert/strict";
import { test } from "node:test";
import { cellAt, cellBox } from "../../../../static/js/scene/kinds/cells.js";

const BOX = { left: 10, top: 20, wide: 10, high: 7 };

test("cells fill their box without a gap, in whole pixels", () => {
  const across = [0, 1, 2].map((column) => cellBox(BOX, 2, 3, 0, column));
  assert.deepEqual(
    across.map(({ left, wide }) => [left, wide]),
    [
      [10, 3],
      [13, 4],
      [17, 3],
    ],
  );
  const down = [0, 1].map((row) => cellBox(BOX, 2, 3, row, 0));
  assert.deepEqual(
    down.map(({ top, high }) => [top, high]),
    [
      [20, 4],
      [24, 3],
    ],
  );
});

test("the cell at a place is the one that is painted there", () => {
  assert.deepEqual(cellAt(BOX, 2, 3, 10, 20), { row: 0, column: 0 });
  assert.deepEqual(cellAt(BOX, 2, 3, 19.9, 26.9), { row: 1, column: 2 });
  for (const [x, y] of [
    [9.9, 21],
    [20, 21],
    [12, 19],
    [12, 27],
  ]) {
    assert.equal(cellAt(BOX, 2, 3, x, y), null);
  }
});
