/** The terms of the gradient of a shared weight: one bar per time step, below its column. Pure. */

import { stepX } from "./unrolled.js";

/** @import { UnrolledShape } from "./unrolled.js" */

/** @typedef {{ t: number, value: number }} Term of a time step */
/** @typedef {{ t: number, x: number, y: number, width: number, height: number, value: number }} TermBar up from `y`, or down with a negative height */
/** @typedef {{ bars: TermBar[], left: number, right: number, y: number, largest: number }} TermsShape */

/** @param {UnrolledShape} shape @param {readonly Term[]} terms @returns {TermsShape | null} null where there is no room for bars */
export function termsShape(shape, terms) {
  const { terms: box, stepWidth } = shape;
  if (!box) return null;
  const largest = Math.max(0, ...terms.map(({ value }) => Math.abs(value)).filter(Number.isFinite));
  const y = box.y + box.height / 2;
  const width = Math.max(1.5, Math.min(0.7 * stepWidth, stepWidth - 2));
  const bars = terms.map(({ t, value }) => ({
    t,
    x: stepX(shape, t) - width / 2,
    y,
    width,
    height: largest > 0 ? (value / largest) * (box.height / 2 - 1) : 0,
    value,
  }));
  return { bars, left: box.x, right: box.x + box.width, y, largest };
}
