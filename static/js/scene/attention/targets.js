/** The cells of an attention network as numbers of its operations, and the other way round. Pure. */

import { gridOf, gridsOf } from "./grids.js";

/** @import { Target } from "../../types.js" */
/** @import { Attention } from "./structure.js" */
/** @import { Cell } from "./shape.js" */

/** @typedef {{ node: string, site: number | null, row: number, column: number }} Place of a number: the column is the position */

/** Returns the number of an operation that a cell shows. @param {Attention} attention @param {Cell | null} cell @returns {Extract<Target, { kind: "cell" }> | null} */
export function targetOfCell(attention, cell) {
  const grid = cell && gridOf(gridsOf(attention), cell.key);
  if (!cell || !grid) return null;
  const { node, gradNode, site, from } = grid;
  return { kind: "cell", node: cell.isGrad ? gradNode : node, site, row: from + cell.column, column: cell.row };
}

/** Returns the cell that shows a number, or its gradient; null if none does. @param {Attention} attention @param {Place} place @param {boolean} isGrad @returns {Cell | null} */
export function cellOfPlace(attention, { node, site, row, column }, isGrad) {
  const grid = gridsOf(attention).find(
    (each) => (isGrad ? each.gradNode : each.node) === node && each.site === site && row >= each.from && row < each.from + each.columns,
  );
  return grid && column < attention.nPositions ? { key: grid.key, isGrad, row: column, column: row - grid.from } : null;
}
