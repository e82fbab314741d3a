/** The numbers of the grids in a frame, and the checks of the weights and their gradients. Pure. */

import { largestSize } from "../kinds/largest.js";
import { nodeValues, numberAt } from "../kinds/nodes.js";
import { isMasked } from "./structure.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { NodeNumbers } from "../kinds/nodes.js" */
/** @import { Attention } from "./structure.js" */
/** @import { Grid } from "./grids.js" */
/** @import { Cell } from "./shape.js" */

/** @typedef {Pick<Grid, "node" | "gradNode" | "site" | "from" | "columns">} Rows */

/** Returns the numbers of a grid's node, or its gradient; null if the frame does not carry them. @param {Frame | null} frame @param {NetworkFields | null} network @param {Rows} grid @param {boolean} isGrad */
export const numbersOf = (frame, network, grid, isGrad) =>
  nodeValues(frame, network, isGrad ? grid.gradNode : grid.node, grid.site, isGrad ? "node_grad" : "node_value");

/** Returns one number of a grid; null if the frame does not carry it. @param {Frame | null} frame @param {NetworkFields | null} network @param {Rows} grid @param {Pick<Cell, "isGrad" | "row" | "column">} cell */
export const cellNumber = (frame, network, grid, { isGrad, row, column }) => numberAt(numbersOf(frame, network, grid, isGrad), grid.from + column, row);

/**
 * Writes the numbers of a grid line by line: a position, then the next.
 *
 * @param {NodeNumbers | null} numbers of its node
 * @param {Pick<Grid, "from" | "columns">} grid
 * @param {number} nPositions
 * @param {Float64Array} out NaN where there are none
 */
export function writeLines(numbers, { from, columns }, nPositions, out) {
  for (let row = 0; row < nPositions; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      out[row * columns + column] = numbers ? /** @type {number} */ (numbers.values[numbers.start + (from + column) * numbers.columns + row]) : NaN;
    }
  }
  return out;
}

/** Returns the numbers of a grid as lines; null if the frame does not carry them. @param {Frame | null} frame @param {NetworkFields | null} network @param {Rows} grid @param {boolean} isGrad */
export function linesOf(frame, network, grid, isGrad) {
  const numbers = numbersOf(frame, network, grid, isGrad);
  if (!numbers) return null;
  return writeLines(numbers, grid, numbers.columns, new Float64Array(numbers.columns * grid.columns));
}

/** A number of single precision is within this share of the one that it is rounded from. */
const ROUNDING = 2 ** -24;

/** Returns the sum of each line, 0 where single precision cannot tell it from 0. @param {ArrayLike<number>} lines @param {number} columns */
export function sumsOf(lines, columns) {
  return Array.from({ length: lines.length / columns }, (_, row) => {
    let [sum, size] = [0, 0];
    for (let k = row * columns; k < (row + 1) * columns; k += 1) {
      sum += /** @type {number} */ (lines[k]);
      size += Math.abs(/** @type {number} */ (lines[k]));
    }
    // Beyond the rounding of the terms, dS has that of the product it was computed with.
    return Math.abs(sum) <= 4 * ROUNDING * size ? 0 : sum;
  });
}

/** Returns dS = A (dA - the sum of A dA over the line), line by line. @param {ArrayLike<number>} A @param {ArrayLike<number>} dA @param {number} columns */
export function scoreGradient(A, dA, columns) {
  return Float64Array.from(A, (weight, i) => {
    const start = i - (i % columns);
    let sum = 0;
    for (let k = start; k < start + columns; k += 1) sum += /** @type {number} */ (A[k]) * /** @type {number} */ (dA[k]);
    return weight === 0 ? 0 : weight * /** @type {number} */ (dA[i] - sum);
  });
}

/**
 * What holds of one head in a step: how many cells of dS follow from A and dA, and which
 * cells are exactly 0 because they are masked.
 *
 * @typedef {object} HeadCheck
 * @property {number} cells
 * @property {number} equal cells of dS that are A (dA - the sum of A dA), as far as single precision tells
 * @property {number} masked
 * @property {number} zeros masked cells in which both A and dS are exactly 0
 */

/**
 * @param {Attention} attention
 * @param {{ A: ArrayLike<number>, dA: ArrayLike<number>, dS: ArrayLike<number> }} lines of a sample
 * @returns {HeadCheck}
 */
export function checkHead(attention, { A, dA, dS }) {
  const n = attention.nPositions;
  const again = scoreGradient(A, dA, n);
  const found = { cells: n * n, equal: 0, masked: 0, zeros: 0 };
  for (let i = 0; i < n * n; i += 1) {
    const start = i - (i % n);
    const largest = largestSize(dA, start, start + n);
    const bound = 8 * ROUNDING * Math.abs(/** @type {number} */ (A[i])) * largest + ROUNDING * Math.abs(/** @type {number} */ (dS[i]));
    if (Math.abs(/** @type {number} */ (again[i]) - /** @type {number} */ (dS[i])) <= bound + Number.MIN_VALUE) found.equal += 1;
    if (!isMasked(attention, Math.floor(i / n), i % n)) continue;
    found.masked += 1;
    if (A[i] === 0 && dS[i] === 0) found.zeros += 1;
  }
  return found;
}
