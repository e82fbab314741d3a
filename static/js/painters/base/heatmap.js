/** Scales the neurons' heatmaps directly into pixels. Pure. */

/** @import { Pixels } from "./curve.js" */

/**
 * The rectangle of a heatmap, in whole pixels.
 *
 * @typedef {object} Box
 * @property {number} left
 * @property {number} top
 * @property {number} wide
 * @property {number} high
 */

/** Interpolation tables by `side,size`. @type {Map<string, { cells: Uint16Array, weights: Uint16Array }>} */
const tables = new Map();

/** One line of cells, mixed from two rows. */
let line = new Int32Array(0);

/**
 * Returns for each pixel of an axis the cell whose centre precedes it, and the weight of
 * the next cell in 256ths.
 *
 * @param {number} side cells
 * @param {number} size pixels
 */
function tableOf(side, size) {
  const key = `${side},${size}`;
  const known = tables.get(key);
  if (known) return known;
  const table = { cells: new Uint16Array(size), weights: new Uint16Array(size) };
  for (let i = 0; i < size; i += 1) {
    const place = Math.min(side - 1, Math.max(0, ((i + 0.5) * side) / size - 0.5));
    const cell = Math.min(Math.max(0, side - 2), Math.floor(place));
    table.cells[i] = cell;
    table.weights[i] = Math.round((place - cell) * 256);
  }
  tables.set(key, table);
  return table;
}

/**
 * Paints a heatmap. Interpolates values, not colours, so that only colours of the map appear.
 *
 * @param {Pixels} pixels
 * @param {Box} box
 * @param {ArrayLike<number>} values side x side numbers from `start` on
 * @param {number} start
 * @param {number} side
 * @param {Uint32Array} map 256 packed colours
 */
export function blendHeatmap({ data, width, height }, { left, top, wide, high }, values, start, side, map) {
  const across = tableOf(side, wide);
  const down = tableOf(side, high);
  const next = side > 1 ? 1 : 0;
  const from = Math.max(0, -left);
  const to = Math.min(wide, width - left);
  if (line.length < side) line = new Int32Array(side);
  for (let row = Math.max(0, -top); row < high && top + row < height; row += 1) {
    const upper = start + down.cells[row] * side;
    const lower = upper + next * side;
    const share = down.weights[row];
    // Between two rows of cells once, so that along the line there are only two to mix.
    for (let cell = 0; cell < side; cell += 1) line[cell] = values[upper + cell] * (256 - share) + values[lower + cell] * share;
    let at = (top + row) * width + left + from;
    for (let column = from; column < to; column += 1, at += 1) {
      const cell = across.cells[column];
      const right = across.weights[column];
      data[at] = map[(line[cell] * (256 - right) + line[cell + next] * right + 32768) >> 16];
    }
  }
}

/** @param {Pixels} pixels @param {Box} box @param {number} color packed */
export function fillBox({ data, width, height }, { left, top, wide, high }, color) {
  for (let row = Math.max(0, top); row < Math.min(height, top + high); row += 1) {
    data.fill(color, row * width + Math.max(0, left), row * width + Math.min(width, left + wide));
  }
}
