/** Computes heatmaps: values over the input plane, and their colours. Pure. */

import { PAGE } from "../../base/page/page-data.js";

/** @import { SectionView, Theme } from "../../types.js" */

/** Returns the colour map of a decision: two colours, split at the middle. @param {Uint32Array} map 256 packed colours */
export const twoTones = (map) => map.map((_, i) => map[i >= 128 ? 216 : 40]);

/**
 * Colours the plane for several outputs: the class of the largest gives the hue, its lead
 * over the next one the strength.
 *
 * @param {SectionView} surface u1 [n_outputs, r, r]
 * @param {SectionView | null} range f4 [n_outputs, 2]
 * @param {Theme} theme
 * @param {Uint32Array} pixels filled in place
 * @param {boolean} discretise
 */
export function classPixels(surface, range, theme, pixels, discretise) {
  const n = surface.shape[0] ?? 1;
  const [r0, g0, b0] = theme.middle;
  for (let i = 0; i < pixels.length; i += 1) {
    const { winner, lead } = leader(surface.values, range, n, pixels.length, i);
    const share = discretise ? 0.75 : 0.12 + 0.76 * lead;
    const [r, g, b] = theme.classesRgb[winner % theme.classesRgb.length] ?? [0, 0, 0];
    const red = r0 + (r - r0) * share;
    const green = g0 + (g - g0) * share;
    const blue = b0 + (b - b0) * share;
    pixels[i] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/**
 * @param {ArrayLike<number>} values
 * @param {SectionView | null} range
 * @param {number} n
 * @param {number} cells
 * @param {number} i
 */
function leader(values, range, n, cells, i) {
  let winner = 0;
  let best = -Infinity;
  let next = -Infinity;
  let full = 0;
  for (let k = 0; k < n; k += 1) {
    full = Math.max(full, (range?.values[2 * k + 1] ?? 1) - (range?.values[2 * k] ?? 0));
    const value = dequantized(values[k * cells + i] ?? 0, range, k);
    if (value > best) {
      next = best;
      best = value;
      winner = k;
    } else if (value > next) next = value;
  }
  return { winner, lead: full > 0 ? Math.min(1, (best - next) / full) : 0 };
}

/**
 * Returns for each class its value minus the largest of the others: zero on its boundary.
 *
 * @param {SectionView} surface
 * @param {SectionView | null} range
 * @returns {Float32Array[]}
 */
export function margins({ shape, values }, range) {
  const [n = 1, rows = 0, columns = 0] = shape;
  const cells = rows * columns;
  const fields = Array.from({ length: n }, () => new Float32Array(cells));
  for (let i = 0; i < cells; i += 1) {
    let best = -Infinity;
    let next = -Infinity;
    let winner = -1;
    for (let k = 0; k < n; k += 1) {
      const value = dequantized(values[k * cells + i] ?? 0, range, k);
      /** @type {Float32Array} */ (fields[k])[i] = value;
      if (value > best) {
        next = best;
        best = value;
        winner = k;
      } else if (value > next) next = value;
    }
    for (let k = 0; k < n; k += 1) /** @type {Float32Array} */ (fields[k])[i] -= k === winner ? next : best;
  }
  return fields;
}

/** Converts a quantised value back to a number. @param {number} quantum @param {SectionView | null} range @param {number} k */
function dequantized(quantum, range, k) {
  const low = range?.values[2 * k] ?? 0;
  const high = range?.values[2 * k + 1] ?? 1;
  return low + (quantum / 255) * (high - low);
}

/** The functions of a column that `Math` lacks. @type {Readonly<Record<string, (x: number) => number>>} */
const FACTORS = Object.freeze({ identity: (x) => x, square: (x) => x * x });

/** Returns a function of a column by its name. @param {string} name @returns {(x: number) => number} */
const factorOf = (name) => FACTORS[name] ?? /** @type {Record<string, any>} */ (/** @type {unknown} */ (Math))[name];

/** Returns a feature as a function of the plane's two coordinates. @param {[string, string][]} factors @returns {(x: number, y: number) => number} */
function featureOf(factors) {
  const parts = factors.map(([column, name]) => ({ isX: column === "x1", of: factorOf(name) }));
  return (x, y) => parts.reduce((product, { isX, of }) => product * of(isX ? x : y), 1);
}

/** The features, for the heatmaps of inputs. @type {Readonly<Record<string, (x: number, y: number) => number>>} */
export const FEATURES = Object.freeze(Object.fromEntries(Object.entries(PAGE.features).map(([name, factors]) => [name, featureOf(factors)])));

/**
 * Returns the value of an input over the plane: a feature, one of the axes, or a constant.
 *
 * @param {string} name
 * @param {readonly string[]} axisNames
 * @returns {(x: number, y: number) => number} an axis of a table is scaled to -1 to 1
 */
export function inputFunction(name, axisNames) {
  const feature = FEATURES[name];
  if (feature) return feature;
  const axis = axisNames.findIndex((axisName) => axisName.startsWith(name.replaceAll("_", " ")));
  return axis === 0 ? (x) => x : axis === 1 ? (_, y) => y : () => 0;
}

/**
 * Returns the side of the square image whose pixels are the inputs, or 0 if there is none.
 *
 * @param {readonly string[]} inputNames
 */
export function pixelSide(inputNames) {
  const side = Math.sqrt(inputNames.length);
  return Number.isInteger(side) && inputNames.every((name) => name.startsWith("pixel")) ? side : 0;
}

/**
 * Returns the weights of each unit of a layer as an image, quantised symmetrically about zero.
 *
 * @param {SectionView} W (fan_out, fan_in)
 * @returns {Uint8Array}
 */
export function weightPictures(W) {
  const [rows = 0, columns = 0] = W.shape;
  const picture = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    let largest = 0;
    for (let i = start; i < start + columns; i += 1) largest = Math.max(largest, Math.abs(W.values[i] ?? 0));
    for (let i = start; i < start + columns; i += 1) {
      picture[i] = Math.round(127.5 + (127.5 * (W.values[i] ?? 0)) / (largest || 1));
    }
  }
  return picture;
}

/**
 * Returns a feature over the plane, quantised like the server's heatmaps.
 *
 * @param {(x: number, y: number) => number} feature
 * @param {readonly [readonly [number, number], readonly [number, number]]} domain
 * @param {number} resolution
 * @returns {Uint8Array} row 0 is the top
 */
export function featureSurface(feature, [[x0, x1], [y0, y1]], resolution) {
  const values = new Float64Array(resolution * resolution);
  let largest = 0;
  for (let row = 0; row < resolution; row += 1) {
    const y = y1 - ((row + 0.5) / resolution) * (y1 - y0);
    for (let column = 0; column < resolution; column += 1) {
      const value = feature(x0 + ((column + 0.5) / resolution) * (x1 - x0), y);
      values[row * resolution + column] = value;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return Uint8Array.from(values, (v) => Math.round(127.5 + 127.5 * (largest ? v / largest : 0)));
}
