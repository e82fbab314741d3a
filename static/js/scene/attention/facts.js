/** What the picture of an attention network shows besides cells: tokens, answers, targets, sums; and the scales of its colours. Pure. */

import { section } from "../../net/frame.js";
import { largestSize } from "../kinds/largest.js";
import { nodeValues } from "../kinds/nodes.js";
import { easeScale } from "../network/lenses.js";
import { gridsOf } from "./grids.js";
import { hasSums, scaleKey } from "./marks.js";
import { linesOf, numbersOf, sumsOf } from "./numbers.js";
import { SITES } from "./structure.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Attention } from "./structure.js" */
/** @import { AttentionFacts } from "./marks.js" */
/** @import { Grid } from "./grids.js" */

/** @typedef {{ frame: Frame | null, network: NetworkFields | null, attention: Attention }} Source */

/** The families whose numbers are shares: their colours have always the same scale. */
const SHARES = ["A", "p"];

/** Returns the row with the largest number of each column; null in a column without numbers. @param {{ values: ArrayLike<number>, start: number, columns: number } | null} numbers @param {number} nRows @param {number} nColumns */
function largestRows(numbers, nRows, nColumns) {
  return Array.from({ length: nColumns }, (_, column) => {
    let [best, found] = [-Infinity, /** @type {number | null} */ (null)];
    for (let row = 0; numbers && row < nRows; row += 1) {
      const value = /** @type {number} */ (numbers.values[numbers.start + row * numbers.columns + column]);
      if (value > best) [best, found] = [value, row];
    }
    return found;
  });
}

/** @param {Source} source @param {boolean} isFollowed whether the numbers are those of one sample @returns {AttentionFacts} */
export function factsOf(source, isFollowed) {
  const { frame, network, attention } = source;
  const { nPositions, nTokens, nOutputs } = attention;
  const y = section(frame, "node_target");
  const target = isFollowed && y ? { values: y.values, start: 0, columns: nPositions } : null;
  return {
    tokens: largestRows(isFollowed ? nodeValues(frame, network, "x", null) : null, nTokens, nPositions),
    targets: largestRows(target, nOutputs, nPositions),
    answers: largestRows(isFollowed ? nodeValues(frame, network, "a", SITES.output) : null, nOutputs, nPositions),
    sums: sumsOfGrids(source),
  };
}

/** @param {Source} source */
function sumsOfGrids({ frame, network, attention }) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const grid of gridsOf(attention)) {
    const isGrad = grid.node === "S";
    const lines = hasSums(grid, isGrad) ? linesOf(frame, network, grid, isGrad) : null;
    if (lines && !lines.some(Number.isNaN)) found.set(grid.key, sumsOf(lines, grid.columns));
  }
  return found;
}

/**
 * Fits the scale of each family to the largest of its numbers in all networks on screen.
 *
 * @param {Map<string, number>} scales that this changes
 * @param {readonly Source[]} sources
 * @param {boolean} isRunning whether more frames follow
 */
export function fitScales(scales, sources, isRunning) {
  /** @type {Map<string, number>} */
  const largest = new Map();
  for (const source of sources) {
    for (const grid of gridsOf(source.attention)) {
      for (const isGrad of [false, true]) {
        const key = scaleKey(grid, isGrad);
        largest.set(key, Math.max(largest.get(key) ?? 0, SHARES.includes(key) ? 1 : largestIn(source, grid, isGrad)));
      }
    }
  }
  for (const [key, size] of largest) scales.set(key, easeScale(scales.get(key) ?? 0, size, isRunning));
}

/** @param {Source} source @param {Grid} grid @param {boolean} isGrad */
function largestIn({ frame, network }, grid, isGrad) {
  const numbers = numbersOf(frame, network, grid, isGrad);
  if (!numbers) return 0;
  const start = numbers.start + grid.from * numbers.columns;
  return largestSize(numbers.values, start, start + grid.columns * numbers.columns);
}
