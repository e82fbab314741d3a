/**
 * Positions of the gradient strip: a dot for rms(delta) of each layer, below its column, and
 * the two factors between neighbours. Pure.
 */

import { number, powerOfTen } from "../../base/numbers/format.js";
import { decades, linear } from "../../base/numbers/scales.js";

/** @import { ColumnShape } from "../../types.js" */
/** @import { DeltaFactors } from "./delta-factors.js" */
/** @import { Factor, Mark, Point, StripDot, StripFactor, StripShape } from "../../painters/strips/gradient-strip.js" */
/** @import { StripRange } from "./strip-range.js" */

/** A factor that at least halves or doubles the gradient is emphasized. */
const STRONG = 2;
const TICK_ROOM_REM = 1.05;
const TOP_REM = 0.7;
const ROW_REM = 1.1;
/** What factors are called in a strip. */
export const SIGNS = /** @type {const} */ ({ weights: "W", derivatives: "f′", forget: "f", rest: "h" });
const FACTORS = /** @type {const} */ (["weights", "derivatives"]);
const WIDEST = "0.00";
const BETWEEN = " · ";

/**
 * @param {readonly ColumnShape[]} columns of the network above, inputs first
 * @param {DeltaFactors} factors
 * @param {DeltaFactors | null} twin
 * @param {StripRange} range
 * @param {{ height: number, rem: number, widthOf: (text: string, sizeRem: number) => number }} room `widthOf` measures a text in pixels
 * @returns {StripShape}
 */
export function stripShape(columns, factors, twin, range, room) {
  const layers = columns.slice(1);
  const xs = layers.map(({ x }) => x);
  const gap = (xs[1] ?? 0) - (xs[0] ?? 0);
  const style = styleOf(gap, room);
  const { rem, height } = room;
  const bottom = height - style.rows * ROW_REM * rem - 0.35 * rem;
  const zeroY = bottom - 0.2 * rem;
  const scale = linear([range.low, range.high], [range.hasZeros ? zeroY - 0.9 * rem : bottom, TOP_REM * rem]);
  /** @param {number} value */
  const yOf = (value) => (value === 0 ? zeroY : scale(Math.log10(value)));
  const left = Math.max(0, (xs[0] ?? 0) - Math.min(gap * 0.5, 2 * rem));
  return {
    left,
    right: (xs.at(-1) ?? left) + rem,
    ticks: ticksOf(range, scale, zeroY, (bottom - TOP_REM * rem) / (TICK_ROOM_REM * rem)).map((tick) => ({ ...tick, x: left })),
    dots: dotsOf(factors, xs, yOf),
    twin: twin ? dotsOf(twin, fromOutput(xs, twin.delta.length), yOf) : [],
    theory: pointsOf(factors.theory, xs, yOf),
    band: bandOf(factors, xs, yOf),
    factors: factorItems(factors, xs, style, room, bottom + 0.35 * rem),
    signs: style.isBare ? FACTORS.map((factor, row) => ({ x: left - 0.3 * rem, y: bottom + (0.35 + (row + 0.5) * ROW_REM) * rem, text: SIGNS[factor] })) : [],
    fontRem: style.fontRem,
  };
}

/** @typedef {{ rows: 1 | 2, isBare: boolean, fontRem: number }} FactorStyle `isBare`: without its sign */

/** Chooses the widest way to write the factors that fits between two columns. @param {number} gap @param {{ rem: number, widthOf: (text: string, sizeRem: number) => number }} room @returns {FactorStyle} */
function styleOf(gap, { rem, widthOf }) {
  const all = FACTORS.map((factor) => `${WIDEST} ${SIGNS[factor]}`);
  if (widthOf(all.join(BETWEEN), 0.84) + 0.8 * rem <= gap) return { rows: 1, isBare: false, fontRem: 0.84 };
  if (Math.max(...all.map((text) => widthOf(text, 0.84))) + 0.6 * rem <= gap) return { rows: 2, isBare: false, fontRem: 0.84 };
  return { rows: 2, isBare: true, fontRem: 0.76 };
}

/** Returns the decades of a strip, and its line of zeros. @param {StripRange} range @param {(position: number) => number} scale of exponents @param {number} zeroY @param {number} most */
export function ticksOf({ low, high, hasZeros }, scale, zeroY, most) {
  const ticks = decades(low, high, Math.max(2, Math.floor(most))).map((exponent) => ({ y: scale(exponent), text: powerOfTen(exponent) }));
  return hasZeros ? [{ y: zeroY, text: "0" }, ...ticks] : ticks;
}

/** @param {DeltaFactors} factors @param {readonly (number | undefined)[]} xs @param {(value: number) => number} yOf @returns {StripDot[]} */
const dotsOf = ({ delta }, xs, yOf) =>
  delta.flatMap((value, layer) => {
    const x = xs[layer];
    return value === null || x === undefined ? [] : [{ layer, x, y: yOf(value), isZero: value === 0 }];
  });

/** Returns the columns of a network with another number of layers: its output below this one's. @param {readonly number[]} xs @param {number} count @returns {(number | undefined)[]} */
const fromOutput = (xs, count) => Array.from({ length: count }, (_, layer) => xs[xs.length - count + layer]);

/** @param {readonly (number | null)[]} values @param {readonly number[]} xs @param {(value: number) => number} yOf @returns {Point[]} */
const pointsOf = (values, xs, yOf) =>
  values.flatMap((value, layer) => {
    const x = xs[layer];
    return value === null || value <= 0 || x === undefined ? [] : [{ x, y: yOf(value) }];
  });

/** @param {DeltaFactors} factors @param {readonly number[]} xs @param {(value: number) => number} yOf */
function bandOf({ theory, bands }, xs, yOf) {
  /** @param {1 | -1} side */
  const edge = (side) => theory.map((value, layer) => (value === null ? null : value * 10 ** (side * (bands[layer] ?? 0))));
  return [...pointsOf(edge(1), xs, yOf), ...pointsOf(edge(-1), xs, yOf).reverse()];
}

/**
 * @param {DeltaFactors} factors
 * @param {readonly number[]} xs
 * @param {FactorStyle} style
 * @param {{ rem: number, widthOf: (text: string, sizeRem: number) => number }} room
 * @param {number} top
 * @returns {StripFactor[]}
 */
function factorItems(factors, xs, { rows, isBare, fontRem }, { rem, widthOf }, top) {
  return factors.weights.flatMap((_, layer) => {
    const [from, to] = [xs[layer], xs[layer + 1]];
    if (from === undefined || to === undefined) return [];
    const items = FACTORS.flatMap((factor) => {
      const value = factors[factor][layer] ?? null;
      if (value === null) return [];
      const text = factorText(value);
      const sign = isBare ? "" : ` ${SIGNS[factor]}`;
      return [{ layer, factor, text, sign, width: widthOf(text + sign, fontRem), isStrong: value >= STRONG || value <= 1 / STRONG }];
    });
    const middle = (from + to) / 2;
    const between = widthOf(BETWEEN, fontRem);
    const whole = items.reduce((sum, { width }) => sum + width, between * (items.length - 1));
    let x = middle - whole / 2;
    return items.map((item) => {
      const row = rows === 1 ? 0 : FACTORS.indexOf(item.factor);
      const place = { x: rows === 1 ? x : middle - item.width / 2, y: top + (row + 0.5) * ROW_REM * rem };
      x += item.width + between;
      return { ...item, ...place };
    });
  });
}

/** Formats a factor so that it fits between two columns: 0.87, 1.5, 12, 0.003. @param {number} value */
export function factorText(value) {
  if (value === 0 || !Number.isFinite(value)) return number(value);
  if (value < 0.01) return number(value, 1);
  const rounded = Number(value.toFixed(2));
  return rounded >= 1 && rounded < 10 ? number(rounded, 3) : number(value, 2);
}

/** Returns all marks of a strip, from left to right. @param {StripShape} shape @returns {Mark[]} */
export function marksOf({ dots, factors }) {
  const all = [
    ...dots.map(({ layer }) => ({ layer, factor: /** @type {Factor | null} */ (null) })),
    ...factors.map(({ layer, factor }) => ({ layer, factor: /** @type {Factor} */ (factor) })),
  ];
  return all.sort((one, other) => one.layer - other.layer || order(one) - order(other));
}

/** @param {Mark} mark */
const order = ({ factor }) => (factor === null ? -1 : FACTORS.indexOf(factor));

/** Returns the mark at a position, or null. @param {StripShape} shape @param {number} x @param {number} y @param {number} rem @returns {Mark | null} */
export function markAt({ dots, factors }, x, y, rem) {
  const found = factors.find((item) => x >= item.x - 3 && x <= item.x + item.width + 3 && Math.abs(y - item.y) <= 0.6 * rem);
  if (found) return { layer: found.layer, factor: /** @type {Factor} */ (found.factor) };
  const dot = dots.find((item) => Math.hypot(item.x - x, item.y - y) <= rem);
  return dot ? { layer: dot.layer, factor: null } : null;
}

/** @param {Mark | null} one @param {Mark | null} other */
export const isSameMark = (one, other) => one?.layer === other?.layer && one?.factor === other?.factor;
