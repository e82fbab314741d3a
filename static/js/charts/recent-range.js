/** The range of a vertical axis that shows the recent part of its curves, without jitter. Pure. */

/** @import { Range } from "./axes.js" */

/** The share of the horizontal axis that is recent. */
const RECENT = 1 / 3;
/** A range shrinks only if its curves leave this share of it empty at one end. */
const SLACK = 0.12;
/** The share of the way that it shrinks with each drawing. */
const PACE = 0.2;

/**
 * Returns the first row of the recent part, so that at least the newest row is in it.
 *
 * @param {readonly number[]} positions of the rows
 * @param {readonly [number, number]} xRange of the axis
 */
export function firstRecentRow(positions, [low, high]) {
  const first = positions.findIndex((position) => position >= high - RECENT * (high - low));
  return first < 0 ? Math.max(0, positions.length - 1) : first;
}

/**
 * Returns the next range to show: it grows at once, so that no recent value is outside, and
 * shrinks slowly.
 *
 * @param {Range | null} shown null if nothing is shown yet
 * @param {Range} wanted
 * @returns {Range}
 */
export function easedRange(shown, wanted) {
  if (!shown || shown.zeros !== wanted.zeros) return wanted;
  const slack = SLACK * (shown.high - shown.low);
  return { ...wanted, low: eased(shown.low, wanted.low, slack, 1), high: eased(shown.high, wanted.high, slack, -1) };
}

/** @param {number} shown @param {number} wanted @param {number} slack @param {1 | -1} inwards */
function eased(shown, wanted, slack, inwards) {
  const inside = (wanted - shown) * inwards;
  if (inside <= 0) return wanted;
  return inside < slack ? shown : shown + (wanted - shown) * PACE;
}
