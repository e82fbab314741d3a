/**
 * The axes of the charts. On a logarithmic axis a position is an exponent, so that 1e-300
 * has one; zeros have a row, or a column, of their own just outside. Pure.
 */

import { count, number, percent, powerOfTen, tick } from "../base/numbers/format.js";
import { decades, log10OrNull, ticks } from "../base/numbers/scales.js";

/** The position of step 0 on a logarithmic axis. */
export const ZERO_STEP = -0.4;

/** The height of the row for zeros, as a share of the rest. */
const ZEROS_ROW = 0.09;

/**
 * @typedef {object} Range
 * @property {number} low position of the lower end
 * @property {number} high
 * @property {boolean} zeros whether the lowest row is for zeros
 */

/**
 * @typedef {object} Kind
 * @property {boolean} isLog
 * @property {boolean} [isShare] from 0 to 100 %
 * @property {AxisLimits} [axisLimits]
 * @property {boolean} [isRecent] whether the axis fits to the recent part of the curves
 */

/** @typedef {readonly [number | null, number | null]} AxisLimits null fits the axis to the curves */

/** @param {number} step @param {boolean} isLog */
export const positionOfStep = (step, isLog) => (!isLog ? step : step > 0 ? Math.log10(step) : ZERO_STEP);

/** @param {readonly [number, number]} steps @param {boolean} isLog @returns {[number, number]} */
export function stepRange([first, last], isLog) {
  const low = positionOfStep(first, isLog);
  return [low, Math.max(positionOfStep(last, isLog), low + (isLog ? 0.5 : 1))];
}

/**
 * @param {readonly (readonly (number | null)[])[]} series
 * @param {Kind} kind
 * @returns {Range}
 */
export function rangeOf(series, { isLog, isShare = false, axisLimits = [null, null] }) {
  if (isShare) return { low: 0, high: 1, zeros: false };
  let low = Infinity;
  let high = -Infinity;
  let zeros = false;
  for (const values of series) {
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue;
      if (isLog && value === 0) zeros = true;
      if (isLog && value <= 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const [from, to] = isLog ? [Math.log10(low), Math.log10(high)] : [low, high];
  return limited(low === Infinity ? emptyRange(isLog) : padded(from, to, isLog), axisLimits, isLog, zeros);
}

/** @param {boolean} isLog */
const emptyRange = (isLog) => (isLog ? { low: -2, high: 0 } : { low: 0, high: 1 });

/** @param {number} low @param {number} high @param {boolean} isLog */
function padded(low, high, isLog) {
  if (!isLog) {
    const floor = Math.min(0, low);
    return { low: floor, high: high + (high - floor) * 0.06 || 1 };
  }
  const middle = (low + high) / 2;
  const reach = Math.max((high - low) / 2 + Math.max(0.15, (high - low) * 0.06), 0.75);
  return { low: middle - reach, high: middle + reach };
}

/**
 * @param {{ low: number, high: number }} free
 * @param {AxisLimits} axisLimits
 * @param {boolean} isLog
 * @param {boolean} zeros
 * @returns {Range}
 */
function limited(free, axisLimits, isLog, zeros) {
  const [low, high] = axisLimits.map((limit) => (isLog ? log10OrNull(limit) : limit));
  const fixed = { low: low ?? free.low, high: high ?? free.high };
  const { low: from, high: to } = fixed.low < fixed.high ? fixed : free;
  return { low: zeros ? from - ZEROS_ROW * (to - from) : from, high: to, zeros };
}

/** Returns the limits that hold a range as it is. @param {Range} range @param {Kind} kind @returns {AxisLimits} */
export function axisLimitsOf({ low, high, zeros }, { isLog }) {
  if (!isLog) return [low, high];
  const lowest = zeros ? (low + ZEROS_ROW * high) / (1 + ZEROS_ROW) : low;
  return [Math.max(10 ** lowest, Number.MIN_VALUE), 10 ** high];
}

/** Whether both ends of an axis are held. @param {AxisLimits} axisLimits */
export const isLocked = (axisLimits) => axisLimits.every((limit) => limit !== null);

/** @param {Range} range @param {boolean} isLog @param {number} most */
export function splitsOf({ low, high, zeros }, isLog, most) {
  if (!isLog) return evenTicks(low, high, most);
  const lowest = zeros ? low + (high - low) * Math.min(0.3, 0.75 / most) : low;
  const found = logSplits(lowest, high, most);
  return zeros ? [low, ...found] : found;
}

/** With one number alone an axis has no scale. @param {readonly number[]} found */
const isScale = (found) => found.length >= 2;

/** Returns round numbers, at least two of them. @param {number} low @param {number} high @param {number} most */
function evenTicks(low, high, most) {
  const least = Math.max(2, most);
  return [least, 2 * least, 4 * least].map((n) => ticks(low, high, n)).find(isScale) ?? [];
}

/** Returns round numbers as exponents, at least two of them. @param {number} low @param {number} high @param {number} most */
function logSplits(low, high, most) {
  const whole = high - low < 1.7 ? [] : decades(low, high, Math.max(2, most));
  if (isScale(whole)) return whole;
  const ends = [Math.ceil(low), Math.floor(high)];
  if (high - low >= 1.7 && ends[0] !== ends[1]) return ends;
  const found = parts(low, high, most);
  return isScale(found) ? found : evenTicks(10 ** low, 10 ** high, most).flatMap((value) => log10OrNull(value) ?? []);
}

/** @param {number} position @param {Range} range @param {Kind} kind */
export function labelOf(position, range, { isLog, isShare = false }) {
  if (isShare) return percent(position || 0, 0);
  if (!isLog) return tick(position);
  if (range.zeros && position === range.low) return "0";
  const isWhole = Number.isInteger(position) && range.high - range.low >= 1.7;
  return isWhole ? powerOfTen(position) : tick(Number((10 ** position).toPrecision(3)));
}

/** Returns ticks at 1, 2 and 5 times powers of ten, as exponents; fewer if there are too many, at least the first and the last. @param {number} low @param {number} high @param {number} most */
function parts(low, high, most) {
  const scales = [[1], [1, 3], [1, 2, 5]].map((digits) => digitsWithin(digits, low, high)).filter(isScale);
  const fewest = scales[0] ?? [];
  return scales.findLast((found) => found.length <= Math.max(2, most)) ?? fewest.filter((_position, i) => i === 0 || i === fewest.length - 1);
}

/** @param {number[]} digits @param {number} low @param {number} high */
function digitsWithin(digits, low, high) {
  const found = [];
  for (let k = Math.floor(low); k <= high; k += 1) {
    found.push(...digits.map((n) => k + Math.log10(n)).filter((position) => position >= low && position <= high));
  }
  return found;
}

/** @param {number} low @param {number} high @param {boolean} isLog @param {number} most */
export function stepSplits(low, high, isLog, most) {
  if (!isLog) return ticks(low, high, Math.max(2, most)).filter(Number.isInteger);
  const found = decades(Math.max(0, low), high, Math.max(2, most));
  return low === ZERO_STEP ? [ZERO_STEP, ...found] : found;
}

/** @param {number} position @param {boolean} isLog */
export function stepLabel(position, isLog) {
  const step = isLog ? (position === ZERO_STEP ? 0 : Math.round(10 ** position)) : position;
  if (step >= 1e6) return `${number(step / 1e6, 3).replace(/\.?0+$/, "")}M`;
  return step >= 1e5 ? `${number(step / 1000, 3).replace(/\.0+$/, "")}k` : count(step);
}
