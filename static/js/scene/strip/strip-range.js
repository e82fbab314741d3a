/** The range of the logarithmic axis of gradient strips: whole decades that rarely change. Pure. */

/** @import { DeltaFactors } from "./delta-factors.js" */

/** @typedef {{ low: number, high: number, hasZeros: boolean }} StripRange exponents of 10 */

/** Fewer decades would make small differences look large. */
const LEAST_DECADES = 3;
/** With fewer unused decades the range stays, so that the axis does not flicker. */
const UNUSED_DECADES = 2;
const MARGIN = 0.15;

/** @type {StripRange} */
export const FIRST_RANGE = Object.freeze({ low: -3, high: 0, hasZeros: false });

/**
 * Returns the range for what several strips show, so that they have the same axis.
 *
 * @param {StripRange} previous
 * @param {readonly Pick<DeltaFactors, "delta" | "theory">[]} shown
 * @returns {StripRange} `previous` itself if it still fits
 */
export function nextRange(previous, shown) {
  const values = shown.flatMap(({ delta, theory }) => [...delta, ...theory]).filter((value) => value !== null);
  const exponents = values.filter((value) => value > 0).map(Math.log10);
  if (values.length === 0) return previous;
  const hasZeros = values.includes(0);
  const { low, high } = exponents.length > 0 ? wide(Math.min(...exponents), Math.max(...exponents)) : previous;
  const fits = previous.low <= low && previous.high >= high && previous.high - previous.low - (high - low) < UNUSED_DECADES;
  if (fits) return previous.hasZeros === hasZeros ? previous : { ...previous, hasZeros };
  return { low, high, hasZeros };
}

/** @param {number} lowest @param {number} highest */
function wide(lowest, highest) {
  let low = Math.floor(lowest - MARGIN);
  let high = Math.ceil(highest + MARGIN) + 0;
  for (let lower = true; high - low < LEAST_DECADES; lower = !lower) {
    if (lower) low -= 1;
    else high += 1;
  }
  return { low, high };
}
