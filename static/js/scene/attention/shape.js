/** Where the grids of an attention network lie: values above, gradients below, a line for each position. Pure. */

import { cellAt, cellBox } from "../kinds/cells.js";
import { gridsOf } from "./grids.js";

/** @import { Box } from "../../painters/base/heatmap.js" */
/** @import { Attention } from "./structure.js" */
/** @import { Grid } from "./grids.js" */

/** @typedef {Grid & { value: Box, grad: Box }} PlacedGrid whose boxes are in pixels of the page */
/** @typedef {{ key: string, isGrad: boolean, row: number, column: number }} Cell of a grid; the row is the position */

/**
 * @typedef {object} AttentionShape
 * @property {Attention} attention
 * @property {number} width
 * @property {number} height
 * @property {number} rem
 * @property {PlacedGrid[]} grids
 * @property {number} line height of a position
 * @property {number} head height of the names above a band
 * @property {readonly [number, number]} tops of the two bands
 * @property {{ tokens: number, targets: number, chip: number }} chips centres of the columns of tokens, and the size of one
 */

/** The least and the most width of a column, in px and in rem. */
const COLUMN = {
  vector: { least: 1.5, most: 0.42 },
  keys: { least: 10, most: 2.9 },
  tokens: { least: 6.5, most: 1.7 },
};
/** So many tokens at most have columns that are wide enough for their names. */
const MOST_NAMED = 12;
/** The least width of scores, weights and answers, for what is above them. */
const HEADING_REM = 2.4;
/** Room that the columns of scores and weights should have before a grid is left out. */
const EASY_KEYS_PX = 9;

/** Below the lower grids, for their border. */
const BORDER_PX = 1;
const HEAD_REM = 2.35;
const LINE_REM = { least: 0.4, most: 3.2 };
const GAP_REM = 0.75;
/** Right of weights and of their gradients, for the sums of the lines. */
const SUMS_REM = 1.5;
const POSITION_REM = 1.25;
const CHIP_REM = 1.5;
/** Room for the names of the bands, which are above the tokens. */
const BANDS_REM = 3.9;

/** Returns how wide a grid is at least, and at most. @param {Grid} grid @param {number} rem */
function widthsOf({ form, columns }, rem) {
  const { least, most } = COLUMN[form === "tokens" && columns > MOST_NAMED ? "vector" : form];
  const low = Math.max(columns * least, form === "vector" ? 0 : HEADING_REM * rem);
  return { least: low, most: Math.max(low, columns * most * rem) };
}

/** The sums are right of the weights A and of dS, which is left of them. @param {Grid} grid */
const hasSums = ({ form }) => form === "keys";

/** Returns the room right of a grid. @param {Grid} grid @param {number} rem */
const after = (grid, rem) => rem * (hasSums(grid) ? SUMS_REM + 0.35 : GAP_REM);

/** Returns the grids for which there is room. @param {readonly Grid[]} grids @param {number} room @param {number} rem */
function fitting(grids, room, rem) {
  let kept = [...grids];
  /** @param {Grid} each */
  const need = (each) => (each.form === "keys" ? Math.max(each.columns * EASY_KEYS_PX, HEADING_REM * rem) : widthsOf(each, rem).least * 1.3) + after(each, rem);
  for (;;) {
    const last = Math.max(...kept.map(({ rank }) => rank));
    if (last === 0 || kept.reduce((sum, each) => sum + need(each), 0) <= room) return kept;
    kept = kept.filter(({ rank }) => rank !== last);
  }
}

/** Returns widths between the least and the most that together fill the room, as far as they can. @param {readonly { least: number, most: number }[]} all @param {number} room */
export function filled(all, room) {
  let [low, high] = [0, 64];
  /** @param {number} share */
  const widths = (share) => all.map(({ least, most }) => Math.min(most, least * share));
  for (let i = 0; i < 30; i += 1) {
    const middle = (low + high) / 2;
    if (widths(middle).reduce((sum, each) => sum + each, 0) <= room) low = middle;
    else high = middle;
  }
  return widths(low);
}

/**
 * @param {Attention} attention
 * @param {number} width
 * @param {number} height
 * @param {number} rem
 * @returns {AttentionShape}
 */
export function attentionShape(attention, width, height, rem) {
  const { nPositions } = attention;
  const head = HEAD_REM * rem;
  const high = height - BORDER_PX;
  const line = Math.max(LINE_REM.least * rem, Math.min(LINE_REM.most * rem, (high - 2 * head) / (2 * nPositions)));
  const spare = Math.max(0, high - 2 * (head + line * nPositions));
  const tops = /** @type {const} */ ([head + spare / 4, 2 * head + line * nPositions + spare / 2]);
  const chip = Math.min(CHIP_REM * rem, line * 0.92);
  const left = Math.max(POSITION_REM * rem + chip + GAP_REM * rem, BANDS_REM * rem);
  const right = chip + 0.4 * rem;
  const kept = fitting(gridsOf(attention), width - left - right, rem);
  const gaps = kept.reduce((sum, each) => sum + after(each, rem), 0);
  const room = width - left - right - gaps;
  const widths = filled(
    kept.map((each) => widthsOf(each, rem)),
    room,
  );
  // What remains is spread over the gaps.
  const more = Math.max(0, room - widths.reduce((sum, each) => sum + each, 0)) / kept.length;
  let x = left;
  const grids = kept.map((each, k) => {
    const wide = widths[k] ?? 0;
    const box = { left: x, wide, high: line * nPositions };
    x += wide + after(each, rem) + more;
    return { ...each, value: { ...box, top: tops[0] }, grad: { ...box, top: tops[1] } };
  });
  const chips = { tokens: POSITION_REM * rem + chip / 2, targets: x + chip / 2 - Math.min(more, rem), chip };
  return { attention, width, height, rem, grids, line, head, tops, chips };
}

/** Returns the cell at a place; null beside all grids. @param {AttentionShape} shape @param {number} x @param {number} y @returns {Cell | null} */
export function cellOf({ grids, attention }, x, y) {
  for (const grid of grids) {
    for (const isGrad of [false, true]) {
      const found = cellAt(isGrad ? grid.grad : grid.value, attention.nPositions, grid.columns, x, y);
      if (found) return { key: grid.key, isGrad, ...found };
    }
  }
  return null;
}

/** Returns the box of a cell; null if its grid is left out. @param {AttentionShape} shape @param {Cell} cell @returns {Box | null} */
export function boxOf({ grids, attention }, { key, isGrad, row, column }) {
  const grid = grids.find((each) => each.key === key);
  return grid ? cellBox(isGrad ? grid.grad : grid.value, attention.nPositions, grid.columns, row, column) : null;
}

const MOVES = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
});

/** Returns the cell to which an arrow key leads; beyond the edge of a grid is the next one. @param {AttentionShape} shape @param {Cell | null} cell @param {string} key @returns {Cell | null} */
export function nextCell(shape, cell, key) {
  const { grids, attention } = shape;
  const index = grids.findIndex((each) => each.key === cell?.key);
  const grid = grids[index];
  const [down, along] = MOVES[key] ?? [0, 0];
  if (!cell || !grid) return firstCell(shape);
  const [row, column] = [cell.row + down, cell.column + along];
  if (row < 0 || row >= attention.nPositions) {
    if (cell.isGrad === down > 0) return cell;
    return { ...cell, isGrad: !cell.isGrad, row: down > 0 ? 0 : attention.nPositions - 1 };
  }
  if (column >= 0 && column < grid.columns) return { ...cell, row, column };
  const next = grids[index + along];
  return next ? { ...cell, key: next.key, column: along > 0 ? 0 : next.columns - 1 } : cell;
}

/** The weights of the first head are where one begins to look. @param {AttentionShape} shape @returns {Cell | null} */
function firstCell({ grids }) {
  const found = grids.find(({ node }) => node === "A") ?? grids[0];
  return found ? { key: found.key, isGrad: false, row: 0, column: 0 } : null;
}
