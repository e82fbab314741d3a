/** Reads the numbers of a band from a frame: one column of rows per time step. Pure. */

import { section } from "../../net/frame.js";
import { nodeValues } from "../kinds/nodes.js";
import { lensSections } from "../network/lenses.js";

/** @import { Frame, Lens } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { BandSource, Recurrence } from "./recurrence.js" */
/** @import { MatrixShape } from "./unrolled.js" */
/** @import { Numbers } from "../kinds/nodes.js" */

/**
 * The numbers of a node at a time step: `start` is the first one.
 *
 * @param {Frame | null} frame
 * @param {NetworkFields | null} network
 * @param {Pick<BandSource, "node" | "firstRow" | "perStep">} band
 * @param {number} t
 * @param {number} step of the band's time steps: 0 is the first one
 * @param {Numbers} quantity
 * @returns {{ values: ArrayLike<number>, start: number } | null}
 */
function numbersOf(frame, network, { node, firstRow, perStep }, t, step, quantity) {
  if (node === "y") {
    const values = quantity === "node_value" ? section(frame, "node_target")?.values : null;
    return values && values.length > step * perStep ? { values, start: step * perStep } : null;
  }
  const found = nodeValues(frame, network, node, perStep === 0 ? t : null, quantity);
  return found && { values: found.values, start: found.start + (firstRow + step * perStep) * found.columns };
}

/**
 * Writes the numbers of a band row by row, each row from the first time step to the last;
 * NaN for what the frame does not carry.
 *
 * @param {Float32Array} into (rows, time steps)
 * @param {Frame | null} frame
 * @param {NetworkFields | null} network
 * @param {BandSource} band
 * @param {Pick<Recurrence, "nSteps">} of
 * @param {Numbers} quantity
 */
export function readBand(into, frame, network, band, { nSteps }, quantity) {
  const count = nSteps - band.firstSite;
  for (let step = 0; step < count; step += 1) {
    const found = numbersOf(frame, network, band, band.firstSite + step, step, quantity);
    for (let row = 0; row < band.rows; row += 1) into[row * count + step] = found ? Number(found.values[found.start + row]) : NaN;
  }
}

/** Returns one number of a band; null if the frame does not carry it. @param {Frame | null} frame @param {NetworkFields | null} network @param {BandSource} band @param {number} t @param {number} row @param {Numbers} quantity */
export function bandNumber(frame, network, band, t, row, quantity) {
  const found = numbersOf(frame, network, band, t, t - band.firstSite, quantity);
  const value = found?.values[found.start + row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Decades of gradients that have a colour. */
export const GRADIENT_DECADES = 6;

/**
 * Replaces gradients by their places on a logarithmic scale: sign times 0 to 1, where 1 is
 * the largest and 0 is what is smaller by six decades or more.
 *
 * @param {Float32Array} values
 * @param {number} length
 * @param {number} largest
 */
export function toDecades(values, length, largest) {
  for (let i = 0; i < length; i += 1) {
    const value = /** @type {number} */ (values[i]);
    const share = 1 + Math.log10(Math.abs(value) / largest) / GRADIENT_DECADES;
    if (!Number.isNaN(value)) values[i] = share > 0 ? Math.sign(value) * Math.min(1, share) : 0;
  }
}

/**
 * Writes the numbers of a part of a block of parameters row by row; NaN for what the frame
 * does not carry.
 *
 * @param {Float32Array} into (rows, columns)
 * @param {Frame | null} frame
 * @param {MatrixShape} part
 * @param {Lens} lens
 */
export function readMatrix(into, frame, { block, row, column, rows, columns }, lens) {
  const [weights, biases] = lensSections(lens);
  const found = section(frame, column === null ? biases : weights, block);
  const width = column === null ? 1 : (found?.shape[1] ?? 0);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) into[i * columns + j] = found ? Number(found.values[(row + i) * width + (column ?? 0) + j]) : NaN;
  }
}
