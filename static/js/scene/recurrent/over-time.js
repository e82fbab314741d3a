/** The gradient strip over time: a dot for rms(dL/dh_t) below each time step, and between neighbours the factors that lead from one to the other. Pure. */

import { linear } from "../../base/numbers/scales.js";
import { factorText, SIGNS, ticksOf } from "../strip/gradient-strip.js";
import { stepX, wallX } from "./unrolled.js";

/** @import { TimeFactor, StripDot, StripShape } from "../../painters/strips/gradient-strip.js" */
/** @import { Rect } from "../../types.js" */
/** @import { StripRange } from "../strip/strip-range.js" */
/** @import { TimeFactors } from "./time-factors.js" */
/** @import { UnrolledShape } from "./unrolled.js" */

/** A factor that at least halves or doubles the gradient is emphasized, and has the longest bar. */
const STRONG = 2;
const TICK_ROOM_REM = 1.05;
const FONT_REM = 0.76;
const WIDEST = "0.00";

/** @typedef {{ t: number, factor: TimeFactor, x: number, y: number, width: number, height: number, isStrong: boolean }} FactorBar up from `y` for a factor above 1, down with a negative height */
/** @typedef {StripShape & { bars: FactorBar[] }} TimeStripShape */

/**
 * @param {UnrolledShape} shape
 * @param {TimeFactors} factors
 * @param {TimeFactors | null} twin with its last time step below this one's
 * @param {StripRange} range
 * @param {{ rem: number, widthOf: (text: string, sizeRem: number) => number }} room
 * @returns {TimeStripShape}
 */
export function timeStripShape(shape, factors, twin, range, { rem, widthOf }) {
  const { strip, factorY, factorHeight, stepWidth, of } = shape;
  const top = strip.y + 0.4 * rem;
  const zeroY = strip.y + strip.height - 0.4 * rem;
  const scale = linear([range.low, range.high], [range.hasZeros ? zeroY - 0.9 * rem : zeroY, top]);
  const hasText = widthOf(WIDEST, FONT_REM) + 0.3 * rem <= stepWidth;
  const rows = factors.factors.map((row, i) => ({ ...row, y: i === 0 ? factorY.first : factorY.second }));
  const left = strip.x;
  return {
    left,
    right: strip.x + strip.width,
    ticks: ticksOf(range, scale, zeroY, (zeroY - top) / (TICK_ROOM_REM * rem)).map((tick) => ({ ...tick, x: left })),
    dots: dotsOf(shape, factors, 0, scale, zeroY),
    twin: twin ? dotsOf(shape, twin, of.nSteps - twin.sizes.length, scale, zeroY) : [],
    theory: [],
    band: [],
    factors: hasText ? rows.flatMap((row) => textsOf(shape, row, widthOf)) : [],
    bars: hasText ? [] : rows.flatMap((row) => barsOf(shape, row, factorHeight)),
    signs: rows.map(({ name, y }) => ({ x: left - 0.4 * rem, y, text: SIGNS[name] })),
    fontRem: FONT_REM,
    dotRem: Math.min(0.3, (0.3 * stepWidth) / rem),
  };
}

/** Returns the part of the picture that the strip, its factors and the bars of a selected weight are in. @param {UnrolledShape} shape @param {number} rem @returns {Rect} */
export function timeStripRoom({ strip, labelRight, width, height }, rem) {
  const y = strip.y - 0.3 * rem;
  return { x: labelRight, y, width: width - labelRight, height: height - y };
}

/** @param {UnrolledShape} shape @param {TimeFactors} factors @param {number} shift of the time steps @param {(exponent: number) => number} scale @param {number} zeroY @returns {StripDot[]} */
const dotsOf = (shape, { sizes }, shift, scale, zeroY) =>
  sizes.flatMap((size, t) => {
    if (size === null || t + shift < 0) return [];
    return [{ layer: t + shift, x: stepX(shape, t + shift), y: size === 0 ? zeroY : scale(Math.log10(size)), isZero: size === 0 }];
  });

/** @typedef {{ name: TimeFactor, values: (number | null)[], y: number }} FactorRow */

const isStrong = (/** @type {number} */ value) => value >= STRONG || value <= 1 / STRONG;

/** @param {UnrolledShape} shape @param {FactorRow} row @param {(text: string, sizeRem: number) => number} widthOf */
const textsOf = (shape, { name, values, y }, widthOf) =>
  values.flatMap((value, t) => {
    if (value === null) return [];
    const text = factorText(value);
    const width = widthOf(text, FONT_REM);
    return [{ layer: t, factor: name, x: wallX(shape, t) - width / 2, y, width, text, sign: "", isStrong: isStrong(value) }];
  });

/** @param {UnrolledShape} shape @param {FactorRow} row @param {number} factorHeight @returns {FactorBar[]} */
const barsOf = (shape, { name, values, y }, factorHeight) =>
  values.flatMap((value, t) => {
    if (value === null) return [];
    const share = Math.max(-1, Math.min(1, Math.log(value) / Math.log(STRONG)));
    const width = Math.max(1.5, 0.5 * shape.stepWidth);
    return [{ t, factor: name, x: wallX(shape, t) - width / 2, y, width, height: share * 0.46 * factorHeight, isStrong: isStrong(value) }];
  });
