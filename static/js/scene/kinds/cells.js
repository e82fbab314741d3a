/** The cells of a matrix in a box of whole pixels: where each lies, and which is at a place. Pure. */

/** @import { Box } from "../../painters/base/heatmap.js" */

/** Returns the box of a cell. @param {Box} box of the matrix @param {number} rows @param {number} columns @param {number} row @param {number} column @returns {Box} */
export function cellBox({ left, top, wide, high }, rows, columns, row, column) {
  const [x0, x1] = [Math.round((wide * column) / columns), Math.round((wide * (column + 1)) / columns)];
  const [y0, y1] = [Math.round((high * row) / rows), Math.round((high * (row + 1)) / rows)];
  return { left: left + x0, top: top + y0, wide: x1 - x0, high: y1 - y0 };
}

/** Returns the cell at a place; null outside of the matrix. @param {Box} box of the matrix @param {number} rows @param {number} columns @param {number} x @param {number} y @returns {{ row: number, column: number } | null} */
export function cellAt({ left, top, wide, high }, rows, columns, x, y) {
  if (x < left || y < top || x >= left + wide || y >= top + high) return null;
  const place = (/** @type {number} */ share, /** @type {number} */ n) => Math.min(n - 1, Math.floor(share * n));
  return { row: place((y - top) / high, rows), column: place((x - left) / wide, columns) };
}
