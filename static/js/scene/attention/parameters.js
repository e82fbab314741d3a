/** Places the matrices of parameters of an attention network: weights above, their gradients below. Pure. */

import { section } from "../../net/frame.js";
import { cellAt, cellBox } from "../kinds/cells.js";

/** @import { Box } from "../../painters/base/heatmap.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Frame, SectionName } from "../../types.js" */
/** @import { Attention } from "./structure.js" */

/** @typedef {"E" | "P" | "Q" | "K" | "V" | "O" | "1" | "2" | "y" | "b1" | "b2" | "by"} ParameterName */

/**
 * Some rows and columns of a block of parameters.
 *
 * @typedef {object} Parameter
 * @property {ParameterName} name
 * @property {number} block
 * @property {number} row the first one
 * @property {number | null} column the first one; null for biases
 * @property {number} rows
 * @property {number} columns
 */

/** @typedef {Parameter & { value: Box, grad: Box }} PlacedParameter */
/** @typedef {{ parameters: PlacedParameter[], rem: number, head: number, tops: readonly [number, number] }} ParameterShape */
/** @typedef {{ index: number, isGrad: boolean, row: number, column: number }} ParameterCell */

const HEAD_REM = 2.1;
const GAP_REM = 0.7;
/** A matrix is at least so wide, for its name. */
const LEAST_REM = 2.3;
const MOST_CELL_REM = 0.8;

/** Returns all matrices from the left, as a sequence passes them. @param {Attention} attention @param {NetworkFields} network @returns {Parameter[]} */
export function parametersOf({ width, nHidden, nTokens, nPositions, nOutputs, first, blocks: numbers }, { blocks }) {
  const { embedding, projection, attended, hidden, hiddenOutput, output } = numbers;
  /** @param {ParameterName} name @param {number} block @param {number} rows @param {number} columns @param {number} [row] @param {number} [column] @returns {Parameter} */
  const weights = (name, block, rows, columns, row = 0, column = 0) => ({ name, block, row, column, rows, columns });
  /** @param {ParameterName} name @param {number} block @param {number} rows @returns {Parameter[]} */
  const biases = (name, block, rows) => (blocks[block]?.use_bias ? [{ name, block, row: 0, column: null, rows, columns: 1 }] : []);
  return [
    weights("E", embedding, width, nTokens),
    weights("P", embedding, width, nPositions, 0, nTokens),
    weights("Q", projection, width, width, first.query),
    weights("K", projection, width, width, first.key),
    weights("V", projection, width, width, first.value),
    weights("O", attended, width, width),
    weights("1", hidden, nHidden, width),
    ...biases("b1", hidden, nHidden),
    weights("2", hiddenOutput, width, nHidden),
    ...biases("b2", hiddenOutput, width),
    weights("y", output, nOutputs, width),
    ...biases("by", output, nOutputs),
  ];
}

/** Fits all matrices into one row of equal heights. @param {readonly Parameter[]} all @param {{ width: number, height: number, rem: number }} room @returns {ParameterShape} */
export function parameterShape(all, { width, height, rem }) {
  const head = HEAD_REM * rem;
  const high = Math.max(4, Math.floor((height - 2 * head) / 2));
  /** @param {Parameter} each */
  const least = ({ column }) => (column === null ? 0.9 : LEAST_REM) * rem;
  /** @param {Parameter} each */
  const gap = ({ column }) => (column === null ? 0.3 : GAP_REM) * rem;
  const needed = all.reduce((sum, each) => sum + gap(each) + least(each), 0);
  // Where the names have no room, all is narrower.
  const share = Math.min(1, width / needed);
  const room = width - needed;
  const n = all.reduce((sum, each) => sum + (each.column === null ? 0 : each.columns), 0);
  const each = Math.max(0, Math.min(MOST_CELL_REM * rem, room / n));
  const tops = /** @type {const} */ ([head, 2 * head + high]);
  let x = 0;
  const parameters = all.map((parameter) => {
    x += share * gap(parameter);
    const wide = Math.floor(share * least(parameter) + (parameter.column === null ? 0 : each * parameter.columns));
    const box = { left: Math.round(x), wide, high };
    x += wide;
    return { ...parameter, value: { ...box, top: tops[0] }, grad: { ...box, top: tops[1] } };
  });
  return { parameters, rem, head, tops };
}

/** Returns the cell at a place; null beside all matrices. @param {ParameterShape} shape @param {number} x @param {number} y @returns {ParameterCell | null} */
export function parameterAt({ parameters }, x, y) {
  for (const [index, { value, grad, rows, columns }] of parameters.entries()) {
    for (const isGrad of [false, true]) {
      const found = cellAt(isGrad ? grad : value, rows, columns, x, y);
      if (found) return { index, isGrad, ...found };
    }
  }
  return null;
}

/** Returns the box of a cell. @param {ParameterShape} shape @param {ParameterCell} cell @returns {Box | null} */
export function parameterBox({ parameters }, { index, isGrad, row, column }) {
  const found = parameters[index];
  return found ? cellBox(isGrad ? found.grad : found.value, found.rows, found.columns, row, column) : null;
}

const MOVES = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
});

/** Returns the cell to which an arrow key leads; beyond the edge of a matrix is the next one. @param {ParameterShape} shape @param {ParameterCell | null} cell @param {string} key @returns {ParameterCell | null} */
export function nextParameter({ parameters }, cell, key) {
  const own = cell && parameters[cell.index];
  const [down, along] = MOVES[key] ?? [0, 0];
  if (!cell || !own) return parameters.length > 0 ? { index: 0, isGrad: false, row: 0, column: 0 } : null;
  const [row, column] = [cell.row + down, cell.column + along];
  if (row < 0 || row >= own.rows) return cell.isGrad === down > 0 ? cell : { ...cell, isGrad: !cell.isGrad, row: down > 0 ? 0 : own.rows - 1 };
  if (column >= 0 && column < own.columns) return { ...cell, row, column };
  const next = parameters[cell.index + along];
  if (!next) return cell;
  return { ...cell, index: cell.index + along, row: Math.min(row, next.rows - 1), column: along > 0 ? 0 : next.columns - 1 };
}

/** Returns one number of a parameter in a frame; null if the frame does not carry it. @param {Frame | null} frame @param {Parameter} parameter @param {{ row: number, column: number }} cell @param {readonly [SectionName, SectionName]} sections of weights and of biases */
export function parameterNumber(frame, { block, row, column }, cell, [weights, biases]) {
  const found = section(frame, column === null ? biases : weights, block);
  if (!found) return null;
  const wide = column === null ? 1 : found.values.length / (found.shape[0] ?? 1);
  return found.values[(row + cell.row) * wide + (column ?? 0) + cell.column] ?? null;
}

/** Writes the numbers of a parameter row by row; NaN where there are none. @param {Frame | null} frame @param {Parameter} parameter @param {readonly [SectionName, SectionName]} sections @param {Float64Array} out */
export function writeParameter(frame, { block, row, column, rows, columns }, [weights, biases], out) {
  const found = section(frame, column === null ? biases : weights, block);
  const wide = found && column !== null ? found.values.length / (found.shape[0] ?? 1) : 1;
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) {
      out[r * columns + c] = found?.values[(row + r) * wide + (column ?? 0) + c] ?? Number.NaN;
    }
  }
  return out;
}
