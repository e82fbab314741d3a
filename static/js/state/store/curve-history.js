/**
 * Curves over any number of steps in bounded memory. Every stored row is a real step with
 * its values. At capacity, only rows with the minimum or maximum of a series in their range
 * of steps are kept, so that no peak is lost.
 */

import { extremes } from "./decimate.js";

const CAPACITY = 4096;
/** Peaks are preserved for at most this many series, evenly chosen. */
const MOST_KEYS = 10;

/**
 * @typedef {object} Columns
 * @property {number[]} steps
 * @property {(number | null)[][]} series one list per series, as long as `steps`
 */

export class History {
  /** @param {number} [capacity] rows */
  constructor(capacity = CAPACITY) {
    this.capacity = capacity;
    /** @type {Columns} */
    this.rows = { steps: [], series: [] };
  }

  clear() {
    this.rows = { steps: [], series: [] };
  }

  /** The step of the newest row, or -1. */
  get lastStep() {
    return this.rows.steps.at(-1) ?? -1;
  }

  /**
   * Adds one value per series. A repeated step replaces its row; a lower step, or another
   * number of series, clears the history first.
   *
   * @param {number} step
   * @param {readonly (number | null)[]} values null or non-finite for no value
   */
  push(step, values) {
    if (step < this.lastStep || values.length !== this.rows.series.length) {
      this.rows = { steps: [], series: values.map(() => []) };
    }
    const { steps, series } = this.rows;
    const row = step === this.lastStep ? steps.length - 1 : steps.length;
    steps[row] = step;
    values.forEach((value, k) => {
      /** @type {(number | null)[]} */ (series[k])[row] = value !== null && Number.isFinite(value) ? value : null;
    });
    if (steps.length > this.capacity) this.#thin();
  }

  /** Removes the rows after `step`. @param {number} step */
  truncate(step) {
    this.rows = pickRows(
      this.rows,
      [...this.rows.steps.keys()].filter((i) => (this.rows.steps[i] ?? 0) <= step),
    );
  }

  /** Returns the curves as columns, which callers must not change. @returns {Columns} */
  columns() {
    return this.rows;
  }

  /** Keeps at most half of the rows: most by bins of a linear axis, some by bins of a logarithmic one. */
  #thin() {
    const { steps, series } = this.rows;
    const keys = evenlySpaced(series.length, MOST_KEYS).map((k) => series[k] ?? []);
    const nBins = Math.max(2, Math.floor(this.capacity / (4 * Math.max(1, keys.length))));
    const nLog = Math.max(1, nBins >> 2);
    const first = steps[0] ?? 0;
    const reach = Math.max(1, this.lastStep - first);
    const kept = new Set([
      ...extremes(steps, keys, (step) => Math.floor(((step - first) / reach) * (nBins - nLog))),
      ...extremes(steps, keys, (step) => Math.floor((Math.log1p(step - first) / Math.log1p(reach)) * nLog)),
    ]);
    this.rows = pickRows(
      this.rows,
      [...kept].sort((a, b) => a - b),
    );
  }
}

/**
 * @param {Columns} columns
 * @param {readonly number[]} rows
 * @returns {Columns}
 */
export function pickRows({ steps, series }, rows) {
  return {
    steps: rows.map((i) => steps[i] ?? 0),
    series: series.map((values) => rows.map((i) => values[i] ?? null)),
  };
}

/**
 * Returns at most `most` evenly spaced integers from 0 to `count - 1`, both ends included.
 *
 * @param {number} count
 * @param {number} most
 */
export function evenlySpaced(count, most) {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  if (most < 2) return [count - 1].slice(0, most);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
