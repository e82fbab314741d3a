/** Neurons' faces: heatmaps, enlarged or reduced straight into pixels. Pure. */

/** @import { Pixels } from "./curve.js" */

/**
 * Where a face lies: a square of whole pixels.
 *
 * @typedef {object} Square
 * @property {number} left
 * @property {number} top
 * @property {number} size
 */

/** From `side,size` to the cells and weights along one axis. @type {Map<string, { cells: Uint16Array, weights: Uint16Array }>} */
const tables = new Map();

/**
 * For each pixel of an axis the cell whose middle lies before it, and the weight of the
 * next one in 256ths.
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
 * Interpolates between values, not between colours, so that a map's colours stay pure.
 *
 * @param {Pixels} pixels
 * @param {Square} square
 * @param {Uint8Array} values side x side numbers from `start` on
 * @param {number} start
 * @param {number} side
 * @param {Uint32Array} map 256 packed colours
 */
export function blendFace({ data, width, height }, { left, top, size }, values, start, side, map) {
  const { cells, weights } = tableOf(side, size);
  const next = side > 1 ? 1 : 0;
  const from = Math.max(0, -left);
  const to = Math.min(size, width - left);
  for (let row = Math.max(0, -top); row < size && top + row < height; row += 1) {
    const upper = start + cells[row] * side;
    const lower = upper + next * side;
    const down = weights[row];
    let at = (top + row) * width + left + from;
    for (let column = from; column < to; column += 1, at += 1) {
      const cell = cells[column];
      const right = weights[column];
      const above = values[upper + cell] * (256 - right) + values[upper + cell + next] * right;
      const below = values[lower + cell] * (256 - right) + values[lower + cell + next] * right;
      data[at] = map[(above * (256 - down) + below * down + 32768) >> 16];
    }
  }
}

/** @param {Pixels} pixels @param {Square} square @param {number} color packed */
export function fillFace({ data, width, height }, { left, top, size }, color) {
  for (let row = Math.max(0, top); row < Math.min(height, top + size); row += 1) {
    data.fill(color, row * width + Math.max(0, left), row * width + Math.min(width, left + size));
  }
}
