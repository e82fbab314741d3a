/** From the history to what one chart draws: thinned, smoothed, placed on its axes. Pure. */

import { evenly, pick } from "../state/history.js";
import { extremes } from "../state/decimate.js";
import { smoothed } from "./smooth.js";
import { log10OrNull } from "../base/scales.js";
import { placeOfStep, rangeOf, stepRange } from "./axes.js";

/** @import { Columns } from "../state/history.js" */
/** @import { Kind, Range } from "./axes.js" */

const MOST_KEYS = 10;
/** Share of the axis that the strongest smoothing reaches back. */
const LONGEST_REACH = 0.2;

/**
 * @typedef {object} Curves
 * @property {Columns} columns
 * @property {readonly string[]} names
 * @property {readonly string[]} colors
 * @property {readonly number[][]} dashes
 * @property {Kind} kind of the upright axis
 * @property {readonly [number, number]} steps first and last
 * @property {boolean} logSteps
 * @property {number} smoothing 0 to 1
 * @property {readonly { step: number, text: string }[]} marks
 * @property {{ name: string, columns: Columns, dashes: readonly number[][] } | null} [ghost] the run that is kept
 */

/**
 * @typedef {object} Prepared
 * @property {Columns} rows what is left of the columns, as it was
 * @property {number[]} places of the steps
 * @property {(number | null)[][]} raw places of the values; null for gaps and zeros
 * @property {(number | null)[][] | null} smooth
 * @property {{ rows: Columns, places: number[], series: (number | null)[][] } | null} ghost
 * @property {Range} range
 * @property {[number, number]} across
 */

/**
 * @param {Curves} curves
 * @param {number} width_px columns of pixels
 * @returns {Prepared}
 */
export function prepare({ columns, kind, steps, logSteps, smoothing, ghost }, width_px) {
  const across = stepRange(steps, logSteps);
  const [low, high] = across;
  const scale = width_px / (high - low);
  /** @param {number} step */
  const columnOf = (step) => Math.floor((placeOfStep(step, logSteps) - low) * scale);
  /** @param {Columns} all */
  const thinned = (all) => extremes(all.steps, evenly(all.series.length, MOST_KEYS).map((k) => all.series[k] ?? []), columnOf);
  /** @param {readonly number[]} some */
  const placesOf = (some) => some.map((step) => placeOfStep(step, logSteps));
  const kept = thinned(columns);
  const rows = pick(columns, kept);
  const places = placesOf(rows.steps);
  const behind = ghost ? pick(ghost.columns, thinned(ghost.columns)) : null;
  /** @param {(number | null)[]} values */
  const placed = (values) => (kind.isLog ? values.map(log10OrNull) : values);
  return {
    rows,
    places,
    raw: rows.series.map(placed),
    smooth: smoothing > 0 ? smoothSeries(columns, kept) : null,
    ghost: ghost && behind ? { rows: behind, places: placesOf(behind.steps), series: smoothSeries(ghost.columns, thinned(ghost.columns)) } : null,
    range: rangeOf([...rows.series, ...(behind?.series ?? [])], kind),
    across,
  };

  /** @param {Columns} all @param {readonly number[]} some rows of it */
  function smoothSeries(all, some) {
    const reach = smoothing ** 2 * LONGEST_REACH * (high - low);
    return all.series.map((values) => {
      const whole = smoothed(placesOf(all.steps), placed(values), reach);
      return some.map((row) => whole[row] ?? null);
    });
  }
}

/**
 * Where words at marks fit, in two rows, without touching each other or the diamonds
 * in the upper row; newer ones go first.
 *
 * @param {readonly { x: number, width: number }[]} wanted in rising order
 * @param {number} left
 * @param {number} right
 * @param {number} gap between a mark and its words, and between words
 * @returns {({ start: number, row: number } | null)[]} null where they do not fit
 */
export function placeWords(wanted, left, right, gap) {
  /** @type {{ from: number, to: number, row: number }[]} */
  const taken = wanted.map(({ x }) => ({ from: x, to: x, row: 0 }));
  /** @type {({ start: number, row: number } | null)[]} */
  const places = wanted.map(() => null);
  for (let i = wanted.length - 1; i >= 0; i -= 1) {
    const { x, width } = /** @type {{ x: number, width: number }} */ (wanted[i]);
    const [after, before] = [x + gap, x - gap - width];
    const found = [{ start: after, row: 0 }, { start: before, row: 0 }, { start: after, row: 1 }, { start: before, row: 1 }].find(
      ({ start, row }) =>
        start >= left && start + width <= right &&
        !taken.some((other) => other.row === row && start < other.to + gap && start + width > other.from - gap),
    );
    if (!found) continue;
    taken.push({ from: found.start, to: found.start + width, row: found.row });
    places[i] = found;
  }
  return places;
}

/**
 * The kept run's values at a step, or at its last one before; nothing where none is kept.
 *
 * @param {Pick<Prepared, "ghost">} prepared
 * @param {number} step
 */
export function ghostAt({ ghost }, step) {
  if (!ghost) return [];
  const { steps, series } = ghost.rows;
  const row = steps.findLastIndex((other) => other <= step);
  return series.map((values) => (step > (steps.at(-1) ?? -1) ? null : (values[row] ?? null)));
}

/** Indices of values that have no neighbour to draw a line to. @param {readonly (number | null | undefined)[]} values */
export function alone(values) {
  return values.flatMap((value, i) =>
    typeof value === "number" && typeof values[i - 1] !== "number" && typeof values[i + 1] !== "number" ? [i] : [],
  );
}
