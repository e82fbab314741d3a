/** Places the matrices of an equation in lines, as large as there is room. Pure. */

/** @import { Factor } from "./equations.js" */

/** @typedef {{ factor: number, x: number, y: number, cell: number, rows: number, columns: number, sign: string, labelY: number }} Placed a matrix, in CSS pixels, with the sign before it */
/** @typedef {{ placed: readonly Placed[], width: number, height: number }} EquationShape */

/** Room for a sign, the height of a label, and the width of one with a number, in rem; the sizes of cells, in pixels. */
const SIGN = 1.3;
const LABEL = 1.2;
const NUMBER = 4.6;
/** Room for the outline of the first matrix, in pixels. */
const EDGE = 2;
const CELLS = [26, 24, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3];

/**
 * @param {readonly Pick<Factor, "name" | "rows" | "columns">[]} factors
 * @param {{ width: number, height: number, rem: number }} room
 * @returns {EquationShape}
 */
export function equationShape(factors, room) {
  for (const cell of CELLS) {
    const shape = atSize(factors, cell, room);
    if (shape.width <= room.width && shape.height <= room.height) return shape;
  }
  return atSize(factors, CELLS.at(-1) ?? 1, room);
}

/** Returns the sign before a matrix. @param {Pick<Factor, "name">} factor @param {number} index */
const signOf = ({ name }, index) => (index === 0 ? "" : { products: "=", delta: "⊙", pictures: " ", input: "", filter: "+", map: "+", bias: "+" }[name]);

/** @param {readonly Pick<Factor, "name" | "rows" | "columns">[]} factors @param {number} cell @param {{ width: number, rem: number }} room @returns {EquationShape} */
function atSize(factors, cell, { width, rem }) {
  const [label, line] = [rem * LABEL, Math.max(...factors.map(({ rows }) => rows), 1) * cell];
  let [x, y, widest] = [EDGE, 0, 0];
  const placed = factors.map((factor, index) => {
    const sign = signOf(factor, index);
    const own = Math.max(factor.columns * cell, rem * (factor.name === "products" ? LABEL : NUMBER));
    const before = sign ? rem * SIGN : 0;
    if (x > EDGE && x + before + own > width) [x, y] = [EDGE, y + label + line + rem * 0.3];
    const found = { factor: index, x: x + before, y: y + label, cell, rows: factor.rows, columns: factor.columns, sign, labelY: y + label * 0.5 };
    x += before + own;
    widest = Math.max(widest, x);
    return found;
  });
  return { placed, width: widest, height: y + label + line };
}

/** Returns the cell under the pointer. @param {EquationShape} shape @param {number} x @param {number} y */
export function equationCellAt({ placed }, x, y) {
  for (const { factor, x: left, y: top, cell, rows, columns } of placed) {
    const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)];
    if (row >= 0 && column >= 0 && row < rows && column < columns) return { factor, row, column };
  }
  return null;
}

/**
 * Returns the next cell for an arrow key: in its matrix, or in the one before or after it.
 *
 * @param {EquationShape} shape
 * @param {{ factor: number, row: number, column: number } | null} from
 * @param {string} key
 */
export function nextEquationCell({ placed }, from, key) {
  const last = placed.at(-1);
  if (!from) return last ? { factor: last.factor, row: 0, column: 0 } : null;
  const own = placed[from.factor];
  if (!own) return null;
  const [row, column] = [
    from.row + Number(key === "ArrowDown") - Number(key === "ArrowUp"),
    from.column + Number(key === "ArrowRight") - Number(key === "ArrowLeft"),
  ];
  if (row < 0 || row >= own.rows) return from;
  if (column >= 0 && column < own.columns) return { ...from, row, column };
  const next = placed[from.factor + (column < 0 ? -1 : 1)];
  return next ? { factor: next.factor, row: Math.min(row, next.rows - 1), column: column < 0 ? next.columns - 1 : 0 } : from;
}
