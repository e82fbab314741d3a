/** Finds the number of the picture under the pointer, and the next one for an arrow key. Pure. */

import { clamp } from "../../base/numbers/scales.js";

/** @import { Rect } from "../../types.js" */
/** @import { Place, Plot, Shape } from "./types.js" */

/** How far from a matrix the pointer still reaches it, in pixels. */
const REACH = 2;

/** Returns the width of a cell; those of the output are bars. @param {Plot} plot */
export const cellWidth = ({ cell, wide }) => wide ?? cell;

/** @param {Plot} plot @param {number} row @param {number} column @returns {Place} */
export const placeIn = ({ part, stage, filter, channel }, row, column) => ({ part, stage, filter, channel, row, column });

/** Whether a place is in a matrix. @param {Plot} plot @param {Pick<Place, "part" | "stage" | "filter" | "channel">} place */
export const isIn = (plot, place) => plot.part === place.part && plot.stage === place.stage && plot.filter === place.filter && plot.channel === place.channel;

/** Returns the matrix of a place; none if it has no room on screen. @param {Shape} shape @param {Pick<Place, "part" | "stage" | "filter" | "channel">} place */
export const plotAt = ({ plots }, place) => plots.find((plot) => isIn(plot, place)) ?? null;

/** @param {Place | null} a @param {Place | null} b */
export const samePlace = (a, b) =>
  a === b || (a !== null && b !== null && isIn({ ...a, rows: 1, columns: 1, x: 0, y: 0, cell: 1 }, b) && a.row === b.row && a.column === b.column);

/** Returns the rectangle of neighbouring cells. @param {Plot} plot @param {{ row: number, column: number, rows?: number, columns?: number }} span @returns {Rect} */
export function rectOf(plot, { row, column, rows = 1, columns = 1 }) {
  const wide = cellWidth(plot);
  return { x: plot.x + column * wide, y: plot.y + row * plot.cell, width: columns * wide, height: rows * plot.cell };
}

/** @param {Shape} shape @param {number} x @param {number} y @returns {Place | null} */
export function placeUnder({ plots }, x, y) {
  for (const plot of plots) {
    const wide = cellWidth(plot);
    const [right, below] = [x - plot.x, y - plot.y];
    if (right < -REACH || below < -REACH || right > wide * plot.columns + REACH || below > plot.cell * plot.rows + REACH) continue;
    return placeIn(plot, clamp(Math.floor(below / plot.cell), 0, plot.rows - 1), clamp(Math.floor(right / wide), 0, plot.columns - 1));
  }
  return null;
}

/** @typedef {"ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight"} Arrow */

/** @type {Record<Arrow, readonly [down: number, right: number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @param {string} key @returns {key is Arrow} */
export const isArrow = (key) => Object.hasOwn(STEPS, key);

/**
 * Returns the place that an arrow key selects: the next cell of the matrix, or of the
 * nearest matrix in that direction.
 *
 * @param {Shape} shape
 * @param {Place | null} from
 * @param {Arrow} key
 * @returns {Place | null}
 */
export function nextPlace(shape, from, key) {
  const here = from && plotAt(shape, from);
  if (!from || !here) return shape.plots[0] ? placeIn(shape.plots[0], 0, 0) : null;
  const [down, right] = STEPS[key];
  const [row, column] = [from.row + down, from.column + right];
  if (row >= 0 && row < here.rows && column >= 0 && column < here.columns) return placeIn(here, row, column);
  const { x, y, width, height } = rectOf(here, from);
  return nearest(shape, here, { x: x + width / 2, y: y + height / 2 }, down, right) ?? from;
}

/** The cost of a pixel aside, in pixels ahead. */
const ASIDE = 3;

/** @param {Shape} shape @param {Plot} here @param {{ x: number, y: number }} from @param {number} down @param {number} right @returns {Place | null} */
function nearest({ plots }, here, from, down, right) {
  let best = null;
  let least = Infinity;
  for (const plot of plots) {
    const cost = plot === here ? Infinity : costOf(plot, from, down, right);
    if (cost >= least) continue;
    least = cost;
    best = plot;
  }
  return best && placeIn(best, entry(from.y - best.y, best.cell, best.rows, down), entry(from.x - best.x, cellWidth(best), best.columns, right));
}

/** Returns the row, or the column, at which a matrix is entered. @param {number} at @param {number} size of a cell @param {number} n_cells @param {number} step */
function entry(at, size, n_cells, step) {
  if (step !== 0) return step > 0 ? 0 : n_cells - 1;
  return clamp(Math.floor(at / size), 0, n_cells - 1);
}

/** Returns how far a matrix is from a position; infinitely far if it is not ahead. @param {Plot} plot @param {{ x: number, y: number }} from @param {number} down @param {number} right */
function costOf(plot, from, down, right) {
  const [width, height] = [cellWidth(plot) * plot.columns, plot.cell * plot.rows];
  const ahead = right === 0 ? along(from.y, plot.y, height, down) : along(from.x, plot.x, width, right);
  const aside = right === 0 ? outside(from.x, plot.x, width) : outside(from.y, plot.y, height);
  return ahead < 0 ? Infinity : ahead + ASIDE * aside;
}

/** Returns the distance to the nearer end of a stretch that lies ahead. @param {number} at @param {number} start @param {number} length @param {number} step */
const along = (at, start, length, step) => (step > 0 ? start - at : at - start - length);

/** Returns how far a position is from a stretch. @param {number} at @param {number} start @param {number} length */
const outside = (at, start, length) => Math.max(0, start - at, at - start - length);
