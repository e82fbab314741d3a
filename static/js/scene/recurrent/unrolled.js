/** Places the picture of a recurrent network: time steps from left to right, bands of cells, the shared matrices on their left in line with the rows that they make. Pure. */

import { clamp } from "../../base/numbers/scales.js";

/** @import { Rect } from "../../types.js" */
/** @import { BandName, BandSource, Recurrence } from "./recurrence.js" */

/**
 * A part of a block of parameters: some rows, and the columns from `column` on; the bias has
 * `column` null.
 *
 * @typedef {object} MatrixShape
 * @property {number} block
 * @property {number} row
 * @property {number | null} column
 * @property {number} rows
 * @property {number} columns
 * @property {Rect} box
 */

/** @typedef {{ source: BandSource, box: Rect, matrices: MatrixShape[], centre: number }} BandShape */
/** @typedef {"hy" | "hh" | "xh" | "forget"} LaneName */
/** @typedef {{ name: LaneName, top: number, height: number, isAcross: boolean }} LaneShape arrows of equal weights: across from step to step, or upward in each step */

/**
 * @typedef {object} UnrolledShape
 * @property {Recurrence} of
 * @property {number} width
 * @property {number} height
 * @property {number} left of the first time step
 * @property {number} stepWidth
 * @property {number} labelRight the right end of the names of the bands
 * @property {BandShape[]} bands
 * @property {LaneShape[]} lanes
 * @property {number} axisY the middle of the numbers of the time steps
 * @property {number} handleY the middle of the handle of the wall
 * @property {Rect} strip of the gradient over time
 * @property {{ first: number, second: number }} factorY the middles of the rows of factors
 * @property {number} factorHeight
 * @property {Rect | null} terms of the bars of a selected weight
 * @property {number} bottom of what belongs to a time step, the strip included
 */

/** @typedef {{ width: number, height: number, rem: number, folded: ReadonlySet<BandName>, hasTerms: boolean, isTiny: boolean }} Room `isTiny`: there is room for few bands */

/** How high the parts are, in rem; `handle` is the row of the handle of the wall. */
const FULL = { gap: 0.4, lane: 0.95, axis: 1.15, handle: 1.4, strip: 5.4, factor: 1.15, terms: 4.4 };
const LOW = { ...FULL, strip: 3.6, factor: 1, terms: 3 };
/** One of two pictures on a low screen: without arrows, the handle beside the numbers of the time steps. */
const TINY = { gap: 0.25, lane: 0, axis: 1.05, handle: 0.35, strip: 2.9, factor: 0.85, terms: 2 };
const LOW_REM = 27;
const MATRIX_GAP_REM = 0.35;

/** @param {Recurrence} of @param {Room} room @returns {UnrolledShape} */
export function unrolled(of, { width, height, rem, folded, hasTerms, isTiny }) {
  const highs = isTiny ? TINY : height < LOW_REM * rem ? LOW : FULL;
  const isNarrow = width < 32 * rem;
  const sources = of.bands.filter(({ name }) => !folded.has(name));
  const lanes = highs.lane > 0 ? lanesOf(sources) : new Map();
  const top = 0.3 * rem;
  const nLanes = [...lanes.values()].flat().length;
  const gaps = (sources.length * highs.gap + nLanes * highs.lane) * rem;
  const room = feetOf(height, rem, highs, hasTerms).axisY - 0.5 * highs.axis * rem - top - gaps;
  const cells = rowHeights(sources, room, rem);
  // The strip has what few units leave of the height.
  const spare = Math.max(0, room - cells.sum);
  const feet = feetOf(height, rem, { ...highs, strip: highs.strip + spare / rem }, hasTerms);

  const labelRight = (isNarrow ? 3.4 : 5.2) * rem;
  const columns = matrixColumns(of, {
    left: labelRight + 0.5 * rem,
    width: (isNarrow ? 0.26 : 0.24) * width,
    rem,
    most: isTiny ? 0.55 * rem : Math.max(2 * cells.unit, 0.5 * rem),
  });
  const left = columns.right + 1.1 * rem;
  const stepWidth = (width - left - 0.6 * rem) / of.nSteps;
  const right = left + stepWidth * of.nSteps;

  /** @type {BandShape[]} */
  const bands = [];
  /** @type {LaneShape[]} */
  const laneShapes = [];
  let y = top;
  for (const source of sources) {
    const bandHeight = (source.isUnits ? cells.unit : cells.other) * source.rows;
    const box = { x: left + source.firstSite * stepWidth, y, width: right - left - source.firstSite * stepWidth, height: bandHeight };
    bands.push({ source, box, matrices: matricesOf(source, columns, of, box), centre: y + bandHeight / 2 });
    y += bandHeight + highs.gap * rem;
    for (const { name, isAcross } of lanes.get(source.name) ?? []) {
      laneShapes.push({ name, isAcross, top: y - 0.2 * rem, height: highs.lane * rem });
      y += highs.lane * rem;
    }
  }
  const across = { x: left, width: right - left };
  return {
    of,
    width,
    height,
    left,
    stepWidth,
    labelRight,
    bands,
    lanes: laneShapes,
    axisY: feet.axisY,
    handleY: feet.handleY,
    strip: { ...across, y: feet.stripTop, height: feet.stripHeight },
    factorY: feet.factorY,
    factorHeight: feet.factorHeight,
    terms: hasTerms ? { ...across, y: feet.termsTop, height: feet.termsHeight } : null,
    bottom: feet.bottom,
  };
}

/** Returns the arrows below each band: what goes into it with the same weights at every step. @param {readonly BandSource[]} sources @returns {Map<BandName, Pick<LaneShape, "name" | "isAcross">[]>} */
function lanesOf(sources) {
  /** @type {Map<BandName, Pick<LaneShape, "name" | "isAcross">[]>} */
  const lanes = new Map([["outcome", [{ name: "hy", isAcross: false }]]]);
  if (sources.some(({ name }) => name === "c")) lanes.set("c", [{ name: "forget", isAcross: true }]);
  const lowest = sources.at(-2)?.name ?? "h";
  const into = /** @type {const} */ ([
    { name: "hh", isAcross: true },
    { name: "xh", isAcross: false },
  ]);
  lanes.set(lowest, [...(lanes.get(lowest) ?? []), ...into]);
  return lanes;
}

/** Returns the heights of a row of units, of one of inputs, outputs and targets, and of all together. @param {readonly BandSource[]} sources @param {number} height @param {number} rem */
function rowHeights(sources, height, rem) {
  const sum = (/** @type {BandSource[]} */ of) => of.reduce((total, { rows }) => total + rows, 0);
  const nUnits = sum(sources.filter(({ isUnits }) => isUnits));
  const nOthers = sum(sources.filter(({ isUnits }) => !isUnits));
  const other = clamp((0.34 * height) / nOthers, 1.5, 1.1 * rem);
  const unit = clamp((height - other * nOthers) / nUnits, 0.3, 1.5 * rem);
  return { other, unit, sum: unit * nUnits + other * nOthers };
}

/** Places the strip, its factors, and the bars below the time axis, from the bottom up. @param {number} height @param {number} rem @param {typeof FULL} highs @param {boolean} hasTerms */
function feetOf(height, rem, highs, hasTerms) {
  const factorHeight = highs.factor * rem;
  const stripHeight = highs.strip * rem;
  const termsHeight = hasTerms ? highs.terms * rem : 0;
  const termsTop = height - termsHeight - 0.2 * rem;
  const factorsTop = termsTop - (hasTerms ? 0.5 * rem : 0) - 2 * factorHeight;
  const stripTop = factorsTop - 0.25 * rem - stripHeight;
  const axisY = stripTop - (highs.handle + 0.5 * highs.axis) * rem;
  return {
    factorHeight,
    stripHeight,
    stripTop,
    factorY: { first: factorsTop + 0.5 * factorHeight, second: factorsTop + 1.5 * factorHeight },
    axisY,
    handleY: highs.handle < 1 ? axisY : stripTop - 0.5 * highs.handle * rem,
    termsTop,
    termsHeight,
    bottom: factorsTop + 2 * factorHeight,
  };
}

/**
 * Places the columns of the shared matrices: of the inputs, of the units, of the bias.
 *
 * @param {Recurrence} of
 * @param {{ left: number, width: number, rem: number, most: number }} room `most` is the widest column
 */
function matrixColumns({ channels, nUnits }, { left, width, rem, most }) {
  const gap = MATRIX_GAP_REM * rem;
  const n = channels.length + nUnits + 1;
  const wide = clamp((width - 2 * gap) / n, 1.5, most);
  const units = left + channels.length * wide + gap;
  const bias = units + nUnits * wide + gap;
  return { wide, inputs: left, units, bias, right: bias + wide };
}

/** @param {BandSource} source @param {ReturnType<typeof matrixColumns>} columns @param {Recurrence} of @param {Rect} band @returns {MatrixShape[]} */
function matricesOf({ block, blockRow: row, rows }, { wide, inputs, units, bias }, { channels, nUnits, cell, hasBias }, { y, height }) {
  if (block === null) return [];
  const nInputs = channels.length;
  /** @param {number | null} column @param {number} n @param {number} x @returns {MatrixShape} */
  const part = (column, n, x) => ({ block, row, column, rows, columns: n, box: { x, y, width: n * wide, height } });
  const weights = block === cell ? [part(0, nInputs, inputs), part(nInputs, nUnits, units)] : [part(0, nUnits, units)];
  return hasBias[block] ? [...weights, part(null, 1, bias)] : weights;
}

/** The middle of a time step. @param {Pick<UnrolledShape, "left" | "stepWidth">} shape @param {number} t */
export const stepX = ({ left, stepWidth }, t) => left + (t + 0.5) * stepWidth;

/** The left end of a time step: where a wall before it is. @param {Pick<UnrolledShape, "left" | "stepWidth">} shape @param {number} t */
export const wallX = ({ left, stepWidth }, t) => left + t * stepWidth;

/** Returns the time step at a place; null left or right of all. @param {Pick<UnrolledShape, "left" | "stepWidth" | "of">} shape @param {number} x */
export function stepAt({ left, stepWidth, of }, x) {
  const t = Math.floor((x - left) / stepWidth);
  return t >= 0 && t < of.nSteps ? t : null;
}
