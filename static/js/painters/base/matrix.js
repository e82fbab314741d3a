/** Paints matrices of coloured cells directly into pixels. Pure. */

/** @import { Pixels } from "./curve.js" */
/** @import { Box } from "./heatmap.js" */
/** @import { Theme } from "../../types.js" */

/**
 * Numbers in a longer list, row by row.
 *
 * @typedef {object} Matrix
 * @property {ArrayLike<number>} values
 * @property {number} [start] of the first number among them
 * @property {number} rows
 * @property {number} columns
 */

/** Smaller cells have no line of ground between them. */
const GAP_FROM_PX = 6;
/** Pixels between the lines that hatch a cell without a number. */
const HATCH_PX = 5;

/**
 * Returns the packed colour of a number on the diverging map.
 *
 * @param {number} value
 * @param {number} scale the size of number that has the strongest colour; above 0
 * @param {Pick<Theme, "map">} theme
 */
export function mapColor(value, scale, { map }) {
  const share = value / (scale || 1);
  return /** @type {number} */ (map[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, share)))]);
}

/** Returns the pixels of a canvas that a box covers, its edges rounded to whole ones. @param {Box} box in pixels of the page @param {number} ratio @returns {Box} */
export function wholePixels({ left, top, wide, high }, ratio) {
  const [x, y] = [Math.round(left * ratio), Math.round(top * ratio)];
  return { left: x, top: y, wide: Math.round((left + wide) * ratio) - x, high: Math.round((top + high) * ratio) - y };
}

/** Where the columns of a matrix begin, in pixels. */
let lefts = new Int32Array(0);

/**
 * Paints one cell per number, as wide and high as there is room, in whole pixels. A number
 * that is not computed yet is hatched. The first line of pixels of a row is painted cell by
 * cell and then copied, which takes less time than to fill each line of each cell.
 *
 * @param {Pixels} pixels
 * @param {Box} box in whole pixels
 * @param {Matrix} matrix
 * @param {number} scale the size of number that has the strongest colour
 * @param {Pick<Theme, "map" | "panelPacked" | "hairlinePacked">} theme
 */
export function paintMatrix(pixels, box, { values, start = 0, rows, columns }, scale, theme) {
  const { data, width, height } = pixels;
  const gap = Math.min(box.wide / columns, box.high / rows) >= GAP_FROM_PX ? 1 : 0;
  if (lefts.length <= columns) lefts = new Int32Array(columns + 1);
  for (let column = 0; column <= columns; column += 1) lefts[column] = box.left + Math.round((box.wide * column) / columns);
  const [from, to] = [Math.max(0, box.left), Math.min(width, box.left + box.wide - gap)];
  for (let row = 0; row < rows; row += 1) {
    const top = Math.max(0, box.top + Math.round((box.high * row) / rows));
    const bottom = Math.min(height, box.top + Math.round((box.high * (row + 1)) / rows) - gap);
    if (bottom <= top || to <= from) continue;
    const at = start + row * columns;
    for (let column = 0; column < columns; column += 1) {
      const color = mapColor(/** @type {number} */ (values[at + column]), scale, theme);
      const right = Math.min(width, lefts[column + 1] - gap);
      for (let x = Math.max(0, lefts[column]); x < right; x += 1) data[top * width + x] = color;
    }
    for (let y = top + 1; y < bottom; y += 1) data.copyWithin(y * width + from, top * width + from, top * width + to);
    for (let column = 0; column < columns; column += 1) {
      if (Number.isNaN(values[at + column])) hatch(pixels, lefts[column], top, lefts[column + 1] - gap, bottom, theme);
    }
  }
}

/** The lines run on from cell to cell. @param {Pixels} pixels @param {number} left @param {number} top @param {number} right @param {number} bottom @param {Pick<Theme, "panelPacked" | "hairlinePacked">} theme */
function hatch({ data, width, height }, left, top, right, bottom, theme) {
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y += 1) {
    for (let x = Math.max(0, left); x < Math.min(width, right); x += 1) {
      data[y * width + x] = (x + y) % HATCH_PX === 0 ? theme.hairlinePacked : theme.panelPacked;
    }
  }
}
