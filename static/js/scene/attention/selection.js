/** What is marked of a selected cell: its position, and of scores and weights the query, the key and the value. Pure. */

import { boxOf } from "./shape.js";

/** @import { Mark, MarkColor } from "../../painters/kinds/marks.js" */
/** @import { AttentionShape, Cell, PlacedGrid } from "./shape.js" */

/** @param {AttentionShape} shape @param {Cell} cell @param {boolean} isPinned @returns {Mark[]} */
export function selectionMarks(shape, cell, isPinned) {
  const grid = shape.grids.find(({ key }) => key === cell.key);
  const own = boxOf(shape, cell);
  const other = boxOf(shape, { ...cell, isGrad: !cell.isGrad });
  if (!grid || !own || !other) return [];
  const isOfTwo = grid.form === "keys";
  return [
    { does: "outline", box: other, width: 1, color: "accent" },
    ...(isOfTwo ? links(shape, grid, cell) : []),
    ...tokenMarks(shape, cell.row, isOfTwo ? "forward" : "accent"),
    ...(isOfTwo && cell.column !== cell.row ? tokenMarks(shape, cell.column, "backward") : []),
    { does: "outline", box: own, width: isPinned ? 3 : 2, color: "accent" },
  ];
}

/** Marks the token of a position. @param {AttentionShape} shape @param {number} row @param {MarkColor} color @returns {Mark[]} */
const tokenMarks = ({ tops, line, chips }, row, color) =>
  tops.map((top) => {
    const box = { left: chips.tokens - chips.chip / 2 - 1, top: top + (row + 0.5) * line - chips.chip / 2 - 1, wide: chips.chip + 2, high: chips.chip + 2 };
    return { does: "outline", box, width: 2, color, radius: chips.chip * 0.3 };
  });

/** Which parts a cell of each grid is made of, with the side that they are of. */
const PARTS = /** @type {Record<string, readonly (readonly [grid: string, isGrad: boolean, isOfQuery: boolean])[]>} */ ({
  S: [
    ["Q", false, true],
    ["K", false, false],
  ],
  A: [
    ["Q", false, true],
    ["K", false, false],
  ],
  dA: [
    ["C", true, true],
    ["V", false, false],
  ],
  dS: [
    ["Q", true, true],
    ["K", true, false],
  ],
});

/** Connects a cell with what it is made of: the query's line green, the key's red. @param {AttentionShape} shape @param {PlacedGrid} grid @param {Cell} cell @returns {Mark[]} */
function links(shape, grid, cell) {
  const own = boxOf(shape, cell);
  const { nHeads, width } = shape.attention;
  const head = grid.head ?? 0;
  return (PARTS[(cell.isGrad ? "d" : "") + grid.node] ?? []).flatMap(([key, isGrad, isOfQuery]) => {
    const row = isOfQuery ? cell.row : cell.column;
    const first = boxOf(shape, { key, isGrad, row, column: (head * width) / nHeads });
    const last = boxOf(shape, { key, isGrad, row, column: ((head + 1) * width) / nHeads - 1 });
    if (!first || !last || !own) return [];
    const box = { ...first, wide: last.left + last.wide - first.left };
    const isBefore = box.left < own.left;
    /** @type {MarkColor} */
    const color = isOfQuery ? "forward" : "backward";
    const from = /** @type {const} */ ([isBefore ? box.left + box.wide : box.left, box.top + box.high / 2]);
    const to = /** @type {const} */ ([isBefore ? own.left : own.left + own.wide, own.top + own.high / 2]);
    return [
      { does: "outline", box, width: 2, color },
      { does: "curve", from, to, width: 1.5, color },
    ];
  });
}
