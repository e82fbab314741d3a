/** Prepares the history for a chart: decimates, smooths, maps to axis positions. Pure. */

import { log10OrNull } from "../base/numbers/scales.js";
import { evenlySpaced, pickRows } from "../state/store/curve-history.js";
import { extremes } from "../state/store/decimate.js";
import { positionOfStep, rangeOf, stepRange } from "./axes.js";
import { firstRecentRow } from "./recent-range.js";
import { smoothed } from "./smooth.js";

/** @import { Columns } from "../state/store/curve-history.js" */
/** @import { Kind, Range } from "./axes.js" */

const MOST_KEYS = 10;
/** The reach of the strongest smoothing, as a share of the axis. */
const LONGEST_REACH = 0.2;

/**
 * @typedef {object} Curves
 * @property {Columns} columns
 * @property {string} [title] what the values are, if their names do not contain it
 * @property {readonly string[]} names
 * @property {readonly string[]} [ends] the names at the ends of the curves, if others; empty for none
 * @property {readonly string[]} colors
 * @property {readonly number[][]} dashes
 * @property {Kind} kind of the vertical axis
 * @property {readonly [number, number]} steps first and last
 * @property {boolean} logSteps
 * @property {number} smoothing 0 to 1
 * @property {readonly { step: number, text: string }[]} marks
 * @property {boolean} [spansGaps] whether lines go on over steps at which a curve has no value
 * @property {readonly Reference[]} [references] other runs behind the curves
 * @property {number | null} [position] the step where the run is, if it is in its past
 */

/**
 * Another run.
 *
 * @typedef {object} Reference
 * @property {string} name
 * @property {string} [color] of its name; muted without one
 * @property {Columns} columns
 * @property {readonly string[]} names
 * @property {readonly string[]} colors
 * @property {readonly number[][]} dashes
 */

/**
 * @typedef {object} Prepared
 * @property {Columns} rows the decimated columns, with unchanged values
 * @property {number[]} positions of the steps
 * @property {(number | null)[][]} raw positions of the values; null for gaps and zeros
 * @property {(number | null)[][] | null} smooth
 * @property {{ rows: Columns, positions: number[], series: (number | null)[][] }[]} references
 * @property {Range} range
 * @property {[number, number]} xRange
 */

/**
 * @param {Curves} curves
 * @param {number} width_px columns of pixels
 * @returns {Prepared}
 */
export function prepare({ columns, kind, steps, logSteps, smoothing, references = [] }, width_px) {
  const xRange = stepRange(steps, logSteps);
  const [low, high] = xRange;
  const scale = width_px / (high - low);
  /** @param {number} step */
  const columnOf = (step) => Math.floor((positionOfStep(step, logSteps) - low) * scale);
  /** @param {Columns} all */
  const thinned = (all) =>
    extremes(
      all.steps,
      evenlySpaced(all.series.length, MOST_KEYS).map((k) => all.series[k] ?? []),
      columnOf,
    );
  /** @param {readonly number[]} some */
  const positionsOf = (some) => some.map((step) => positionOfStep(step, logSteps));
  const kept = thinned(columns);
  const rows = pickRows(columns, kept);
  const positions = positionsOf(rows.steps);
  /** @param {(number | null)[]} values */
  const placed = (values) => (kind.isLog ? values.map(log10OrNull) : values);
  const behind = references.map((reference) => {
    const keptBehind = within(thinned(reference.columns), reference.columns.steps, steps[1]);
    const rowsBehind = pickRows(reference.columns, keptBehind);
    return { rows: rowsBehind, positions: positionsOf(rowsBehind.steps), series: smoothSeries(reference.columns, keptBehind) };
  });
  const first = kind.isRecent ? firstRecentRow(positions, xRange) : 0;
  return {
    rows,
    positions,
    raw: rows.series.map(placed),
    smooth: smoothing > 0 ? smoothSeries(columns, kept) : null,
    references: behind,
    range: rangeOf([...rows.series.map((values) => values.slice(first)), ...behind.flatMap((other) => other.rows.series)], kind),
    xRange,
  };

  /** @param {Columns} all @param {readonly number[]} some rows of it */
  function smoothSeries(all, some) {
    const reach = smoothing ** 2 * LONGEST_REACH * (high - low);
    const everywhere = positionsOf(all.steps);
    return all.series.map((values) => {
      const whole = smoothed(everywhere, placed(values), reach);
      return some.map((row) => whole[row] ?? null);
    });
  }
}

/** Returns the rows up to the end of the axis, and the next one, to which a line goes on. @param {readonly number[]} rows @param {readonly number[]} steps @param {number} last */
function within(rows, steps, last) {
  const end = rows.findIndex((row) => (steps[row] ?? 0) >= last);
  return end < 0 ? rows : rows.slice(0, end + 1);
}

/**
 * Places the texts of marks in one row, right or left of their diamonds, so that they
 * overlap neither each other nor a diamond; newer marks have priority.
 *
 * @param {readonly { x: number, width: number }[]} wanted in rising order
 * @param {number} left
 * @param {number} right
 * @param {number} gap between a mark and its text, and between texts
 * @returns {(number | null)[]} where each begins; null for a text that does not fit
 */
export function placeWords(wanted, left, right, gap) {
  const taken = wanted.map(({ x }) => ({ from: x, to: x }));
  /** @param {number} start @param {number} end */
  const isFree = (start, end) => start >= left && end <= right && !taken.some(({ from, to }) => start < to + gap && end > from - gap);
  /** @type {(number | null)[]} */
  const starts = wanted.map(() => null);
  for (let i = wanted.length - 1; i >= 0; i -= 1) {
    const { x, width } = /** @type {{ x: number, width: number }} */ (wanted[i]);
    const start = [x + gap, x - gap - width].find((from) => isFree(from, from + width));
    if (start === undefined) continue;
    taken.push({ from: start, to: start + width });
    starts[i] = start;
  }
  return starts;
}

/**
 * Returns the values of the other runs at their last step up to `step`: nulls after the end
 * of each, no values without another run.
 *
 * @param {Pick<Prepared, "references">} prepared
 * @param {number} step
 */
export function referencesAt({ references }, step) {
  return references.flatMap(({ rows: { steps, series } }) => {
    const row = steps.findLastIndex((other) => other <= step);
    return series.map((values) => (step > (steps.at(-1) ?? -1) ? null : (values[row] ?? null)));
  });
}

/** Returns the indices of values without a neighbour to draw a line to. @param {readonly (number | null | undefined)[]} values */
export function isolated(values) {
  return values.flatMap((value, i) => (typeof value === "number" && typeof values[i - 1] !== "number" && typeof values[i + 1] !== "number" ? [i] : []));
}
