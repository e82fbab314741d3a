/** Turns the histograms of a frame into bars and curves. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { section } from "../../net/frame.js";

/** @import { Frame, Magnitude, SectionName } from "../../types.js" */

/** z is drawn from minus to plus this; the bars at both ends hold all that is beyond. */
const Z_LIMIT = PAGE.histograms.z_limit;
export const Z_TICKS = Object.freeze([-Z_LIMIT, -Z_LIMIT / 2, 0, Z_LIMIT / 2, Z_LIMIT]);
/** Bins of z, and the bars at both ends. */
export const Z_COLUMNS = PAGE.histograms.bins + 2;
/** A slope of at most this share of the largest one counts as nearly 0. */
const FLAT_SHARE = 0.05;
const BINS_PER_DECADE = PAGE.histograms.bins_per_decade;
/** The columns of a row of magnitudes before its bins. */
const HEAD = PAGE.histograms.head;
const LAST_BIN = HEAD.indexOf("last");
const ZEROS = HEAD.indexOf("zeros");
const TOO_SMALL = HEAD.indexOf("small");
const FEWEST_DECADES = 2;
const MOST_DECADES = 12;
/** The rows of `log_histograms`. */
export const MAGNITUDES = PAGE.histograms.magnitudes;
/** The rows of `linear_histograms`. */
const SIGNALS = PAGE.histograms.signals;

/** @typedef {{ at: number, width: number, height: number }} Bar all as shares of the picture, from its left and its base; a negative height hangs down */
/** @typedef {{ total: number, bars: Bar[], flat: Bar[], flatShare: number, slope: number[], f: number[], slopeMax: number, quartiles: [number, number, number] }} SignalPicture */
/** @typedef {{ total: number, bars: Bar[], low: number, high: number }} RangePicture */
/** @typedef {{ total: number, zeros: number, small: number, positive: number, low: number, high: number, up: Bar[], down: Bar[], rest: Bar[], median: number | null }} MagnitudePicture `low` and `high` are exponents of ten */

/** @param {ArrayLike<number>} values */
const sumOf = (values) => Array.from(values).reduce((sum, value) => sum + value, 0);

/** Returns a row of a section of a layer, or null if it is not there, or not there yet. @param {Frame | null} frame @param {SectionName} name @param {number} layer @param {number} row */
function rowOf(frame, name, layer, row) {
  const found = section(frame, name, layer);
  const width = found?.shape[1] ?? 0;
  const values = found?.values.subarray(row * width, (row + 1) * width);
  return values && values.length > 0 && !Number.isNaN(values[values.length - 1]) ? values : null;
}

/** Returns how many samples there are and how many are read, and the range of a. @param {Frame | null} frame @param {number} layer */
export function scopeOf(frame, layer) {
  const [samples = 0, read = 0, low = 0, high = 1] = section(frame, "distribution_scope", layer)?.values ?? [];
  return { samples, read, low, high };
}

/**
 * Draws the histogram of z, and f and f' over it.
 *
 * @param {Frame | null} frame
 * @param {number} layer
 * @returns {SignalPicture | null}
 */
export function signalPicture(frame, layer) {
  const counts = rowOf(frame, "linear_histograms", layer, SIGNALS.indexOf("z"));
  const curves = section(frame, "activation_curves", layer);
  if (!counts || !curves) return null;
  const nPoints = curves.shape[1] ?? 0;
  const f = curves.values.subarray(0, nPoints);
  const df = curves.values.subarray(nPoints);
  const slopeMax = Math.max(...df);
  /** Middles of bins are every other point, from the second on. @param {number} bin */
  const isFlat = (bin) => (df[Math.min(nPoints - 1, Math.max(0, 2 * bin - 1))] ?? 0) <= FLAT_SHARE * slopeMax;
  const bars = barsOf(counts);
  const flat = bars.filter(({ bin }) => isFlat(bin));
  const total = sumOf(counts);
  return {
    total,
    bars: bars.filter(({ bin }) => !isFlat(bin)),
    flat,
    flatShare: sumOf(flat.map(({ count }) => count)) / Math.max(1, total),
    f: withinRange(f),
    slope: Number.isNaN(slopeMax) ? [] : Array.from(df, (value) => Math.max(0, value) / slopeMax),
    slopeMax,
    quartiles: [quantile(counts, 0.25), quantile(counts, 0.5), quantile(counts, 0.75)],
  };
}

/** Returns values as shares of their range; none if they are not numbers. @param {ArrayLike<number>} values */
function withinRange(values) {
  const all = Array.from(values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return Number.isNaN(low) ? [] : all.map((value) => (value - low) / (high - low));
}

/** Returns the bars of all bins that hold something; the fullest has height 1. @param {ArrayLike<number>} counts */
function barsOf(counts) {
  const width = 1 / counts.length;
  const most = Math.max(...Array.from(counts), 1);
  return Array.from(counts, (count, bin) => ({ bin, count, at: bin * width, width, height: count / most })).filter(({ count }) => count > 0);
}

/** Returns below which z a share of the counted numbers lies, to the width of a bin. @param {ArrayLike<number>} counts @param {number} share */
function quantile(counts, share) {
  const wanted = share * sumOf(counts);
  const width = (2 * Z_LIMIT) / (counts.length - 2);
  let below = 0;
  const bin = Array.from(counts).findIndex((count) => {
    below += count;
    return below >= wanted && count > 0;
  });
  return Math.min(Z_LIMIT, Math.max(-Z_LIMIT, -Z_LIMIT + (bin - 0.5) * width));
}

/** Draws the histogram of a. @param {Frame | null} frame @param {number} layer @returns {RangePicture | null} */
export function rangePicture(frame, layer) {
  const counts = rowOf(frame, "linear_histograms", layer, SIGNALS.indexOf("a"));
  if (!counts) return null;
  const { low, high } = scopeOf(frame, layer);
  return { total: sumOf(counts), bars: barsOf(counts), low, high };
}

/**
 * Draws a histogram of signs and magnitudes: positive numbers upward, negative ones
 * downward, over whole decades; zeros and what is smaller at the left.
 *
 * @param {Frame | null} frame
 * @param {number} layer
 * @param {Magnitude} name
 * @returns {MagnitudePicture | null}
 */
export function magnitudePicture(frame, layer, name) {
  const row = rowOf(frame, "log_histograms", layer, MAGNITUDES.indexOf(name));
  if (!row) return null;
  const nBins = (row.length - HEAD.length) / 2;
  const negative = Array.from(row.subarray(HEAD.length, HEAD.length + nBins));
  const positive = Array.from(row.subarray(HEAD.length + nBins));
  const both = negative.map((count, i) => count + (positive[i] ?? 0));
  const zeros = row[ZEROS] ?? 0;
  const inBins = sumOf(both);
  const end = (row[LAST_BIN] ?? 0) + 1;
  const high = Math.ceil(end / BINS_PER_DECADE);
  const first =
    end -
    nBins +
    Math.max(
      0,
      both.findIndex((count) => count > 0),
    );
  const lowest = inBins > 0 ? Math.floor(first / BINS_PER_DECADE) : high;
  const low = Math.min(high - FEWEST_DECADES, Math.max(high - MOST_DECADES, lowest));
  const start = low * BINS_PER_DECADE - (end - nBins);
  const small = (row[TOO_SMALL] ?? 0) + sumOf(both.slice(0, Math.max(0, start)));
  const n = (high - low) * BINS_PER_DECADE;
  const most = Math.max(...negative.slice(Math.max(0, start)), ...positive.slice(Math.max(0, start)), zeros / 2, small / 2, 1);
  /** @param {number[]} counts @param {1 | -1} sign */
  const bars = (counts, sign) =>
    Array.from({ length: n }, (_, i) => ({ at: i / n, width: 1 / n, height: (sign * (counts[start + i] ?? 0)) / most })).filter(({ height }) => height !== 0);
  return {
    total: inBins + zeros + (row[TOO_SMALL] ?? 0),
    zeros,
    small,
    positive: sumOf(positive),
    low,
    high,
    up: bars(positive, 1),
    down: bars(negative, -1),
    rest: [zeros, small].map((count, i) => ({ at: i / 2, width: 1 / 2, height: count / 2 / most })),
    median: medianExponent(both, end),
  };
}

/** Returns the exponent of ten of the median of all magnitudes in bins, to a quarter; null if there is none. @param {number[]} counts @param {number} end */
function medianExponent(counts, end) {
  const half = sumOf(counts) / 2;
  let below = 0;
  const bin = counts.findIndex((count) => {
    below += count;
    return count > 0 && below >= half;
  });
  return bin < 0 ? null : (end - counts.length + bin + 0.5) / BINS_PER_DECADE;
}

/**
 * Returns the SVG path of bars, in a picture of this size.
 *
 * @param {readonly Bar[]} bars
 * @param {{ width: number, height: number, base: number }} size `base` is where bars begin
 */
export const barPath = (bars, { width, height, base }) =>
  bars.map((bar) => `M${at(bar.at * width)} ${at(base)}h${at(bar.width * width)}v${at(-bar.height * height)}h${at(-bar.width * width)}z`).join("");

/** Returns the SVG path of a curve of shares, in a picture of this size. @param {readonly number[]} shares @param {{ width: number, height: number, left: number, base: number }} size */
export const curvePath = (shares, { width, height, left, base }) =>
  shares.map((share, i) => `${i === 0 ? "M" : "L"}${at(left + (i / (shares.length - 1)) * width)} ${at(base - share * height)}`).join("");

/** @param {number} value */
const at = (value) => Number(value.toFixed(2));
