/** Samples that are drawn by hand. Pure. */

/** @import { Dot, Plane, Samples } from "../../types.js" */

export const N_BRUSHES = 3;
const PLANE = /** @type {Plane} */ ([
  [-6, 6],
  [-6, 6],
]);
/** The least distance between two points of a stroke, as a share of the plane's width. */
const STRIDE = 0.035;
const DECIMALS = 2;

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(DECIMALS));

/**
 * Returns the dots with one more, unless the last one is too near or there are too many.
 *
 * @param {readonly Dot[]} dots
 * @param {Dot} dot
 * @param {{ isStroke: boolean, most: number, plane: Plane }} options
 * @returns {readonly Dot[]}
 */
export function addDot(dots, dot, { isStroke, most, plane: [[left, right]] }) {
  const last = dots.at(-1);
  const isNear = last !== undefined && Math.hypot(dot.x - last.x, dot.y - last.y) < STRIDE * (right - left);
  if ((isStroke && isNear) || dots.length >= most) return dots;
  return [...dots, { x: rounded(dot.x), y: rounded(dot.y), brush: dot.brush }];
}

/** @param {readonly Dot[]} dots @param {number} x @param {number} y @param {number} reach */
export const eraseDots = (dots, x, y, reach) => {
  const left = dots.filter((dot) => Math.hypot(dot.x - x, dot.y - y) > reach);
  return left.length === dots.length ? dots : left;
};

/** Returns a plane that contains all dots: the default one if possible. @param {readonly Dot[]} dots @returns {Plane} */
export function planeOfDots(dots) {
  const isInside = dots.every(({ x, y }) => Math.abs(x) <= 6 && Math.abs(y) <= 6);
  if (isInside) return PLANE;
  /** @param {number[]} values @returns {[number, number]} */
  const around = (values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const pad = high > low ? 0.1 * (high - low) : 1;
    return [low - pad, high + pad];
  };
  return [around(dots.map(({ x }) => x)), around(dots.map(({ y }) => y))];
}

/** Returns the number of classes that have points. @param {readonly Dot[]} dots */
export const classCount = (dots) => new Set(dots.map(({ brush }) => brush)).size;

/** @param {readonly Dot[]} dots @returns {Samples} */
export const samplesFromDots = (dots) => ({ x: dots.map(({ x, y }) => [x, y]), y: dots.map(({ brush }) => brush) });

/** Converts samples to dots; returns none unless they have two columns and classes 1 to 3. @param {Samples | null} samples @returns {Dot[]} */
export function dotsFromSamples(samples) {
  if (!samples) return [];
  const dots = samples.x.map(([x = 0, y = 0], i) => ({ x, y, brush: Number(samples.y[i]) }));
  const fits =
    samples.x.every((row) => row.length === 2) && samples.y.every((label) => Number.isInteger(label) && Number(label) >= 1 && Number(label) <= N_BRUSHES);
  return fits ? dots : [];
}
