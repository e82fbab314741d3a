/** What can be pointed at in the picture of a recurrent network, by pointer and by arrow keys. Pure. */

import { stepAt, stepX, wallX } from "./unrolled.js";

/** @import { Rect } from "../../types.js" */
/** @import { TimeFactor } from "../../painters/strips/gradient-strip.js" */
/** @import { TimeFactors } from "./time-factors.js" */
/** @import { BandShape, MatrixShape, UnrolledShape } from "./unrolled.js" */
/** @import { BandName } from "./recurrence.js" */

/** @typedef {{ kind: "weight", block: number, row: number, column: number | null }} WeightTarget rows and columns of the block; a bias has no column */
/**
 * @typedef {{ kind: "cell", band: BandName, t: number, row: number } | WeightTarget
 *   | { kind: "size", t: number } | { kind: "factor", factor: TimeFactor, t: number } | { kind: "term", t: number }} TimeTarget
 *   `row` of a cell is that of its band
 */

/** @typedef {{ band: BandShape, row: number } | "size" | TimeFactor | "term"} Line of targets, as keys go through them */

/** @param {TimeTarget | null} one @param {TimeTarget | null} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** @param {Rect} box @param {number} x @param {number} y */
const holds = (box, x, y) => x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
/** @param {number} at @param {number} from @param {number} length @param {number} n */
const placeIn = (at, from, length, n) => Math.min(n - 1, Math.floor(((at - from) / length) * n));

/** Returns what is at a place. @param {UnrolledShape} shape @param {TimeFactors | null} factors @param {number} x @param {number} y @returns {TimeTarget | null} */
export function timeTargetAt(shape, factors, x, y) {
  const { bands, strip, terms, factorY, factorHeight, of } = shape;
  for (const { source, box, matrices } of bands) {
    if (holds(box, x, y)) {
      const t = source.firstSite + placeIn(x, box.x, box.width, of.nSteps - source.firstSite);
      return { kind: "cell", band: source.name, t, row: placeIn(y, box.y, box.height, source.rows) };
    }
    const matrix = matrices.find((part) => holds(part.box, x, y));
    if (matrix) return weightAt(matrix, x, y);
  }
  const t = stepAt(shape, x);
  if (t === null) return null;
  if (holds(strip, x, y)) return { kind: "size", t };
  if (terms && holds(terms, x, y)) return { kind: "term", t };
  const row = [factorY.first, factorY.second].findIndex((middle) => Math.abs(y - middle) <= factorHeight / 2);
  const factor = factors?.factors[row]?.name;
  const before = Math.round((x - shape.left) / shape.stepWidth);
  return factor && before > 0 && before < of.nSteps ? { kind: "factor", factor, t: before } : null;
}

/** @param {MatrixShape} matrix @param {number} x @param {number} y @returns {WeightTarget} */
function weightAt({ block, row, column, rows, columns, box }, x, y) {
  const place = placeIn(x, box.x, box.width, columns);
  return { kind: "weight", block, row: row + placeIn(y, box.y, box.height, rows), column: column === null ? null : column + place };
}

/** Returns the box of a target; null for one that is not on the picture. @param {UnrolledShape} shape @param {TimeTarget} target @returns {Rect | null} */
export function boxOf(shape, target) {
  const { stepWidth, strip, terms, factorY, factorHeight } = shape;
  if (target.kind === "weight") return weightBox(shape, target);
  if (target.kind === "cell") {
    const band = shape.bands.find(({ source }) => source.name === target.band);
    if (!band) return null;
    const high = band.box.height / band.source.rows;
    return { x: wallX(shape, target.t), y: band.box.y + target.row * high, width: stepWidth, height: high };
  }
  const x = stepX(shape, target.t) - stepWidth / 2;
  if (target.kind === "size") return { x, y: strip.y, width: stepWidth, height: strip.height };
  if (target.kind === "term") return terms && { x, y: terms.y, width: stepWidth, height: terms.height };
  const isFirst = target.factor === "derivatives" || target.factor === "forget";
  return { x: x - stepWidth / 2, y: (isFirst ? factorY.first : factorY.second) - factorHeight / 2, width: stepWidth, height: factorHeight };
}

/** @param {UnrolledShape} shape @param {WeightTarget} target @returns {Rect | null} */
function weightBox({ bands }, { block, row, column }) {
  for (const { matrices } of bands) {
    for (const part of matrices) {
      const isHere = part.block === block && row >= part.row && row < part.row + part.rows;
      const place = column === null || part.column === null ? 0 : column - part.column;
      if (!isHere || (column === null) !== (part.column === null) || place < 0 || place >= part.columns) continue;
      const [wide, high] = [part.box.width / part.columns, part.box.height / part.rows];
      return { x: part.box.x + place * wide, y: part.box.y + (row - part.row) * high, width: wide, height: high };
    }
  }
  return null;
}

/**
 * Returns the target that an arrow key leads to: along a line, weights first and then time
 * steps, or to the same column of another line.
 *
 * @param {UnrolledShape} shape
 * @param {TimeFactors | null} factors
 * @param {TimeTarget | null} from
 * @param {string} key
 * @returns {TimeTarget | null}
 */
export function nextTimeTarget(shape, factors, from, key) {
  const lines = linesOf(shape, factors);
  const start = from && placeOf(shape, lines, from);
  if (!start) return targetOf(shape, lines[firstLine(lines)], shape.of.nSteps - 1);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0];
  let { line, column } = start;
  for (;;) {
    line += down;
    column += right;
    const isOut = line < 0 || line >= lines.length || column >= shape.of.nSteps || column < -weightColumns(shape);
    if (isOut || (down === 0 && right === 0)) return from;
    const found = targetOf(shape, lines[line], column);
    if (found) return found;
  }
}

/** @param {readonly Line[]} lines the line of the state's first unit */
const firstLine = (lines) =>
  Math.max(
    0,
    lines.findIndex((line) => typeof line === "object" && line.band.source.name === "h"),
  );

/** Columns of weights: inputs, units, the bias. @param {Pick<UnrolledShape, "of">} shape */
const weightColumns = ({ of }) => of.channels.length + of.nUnits + 1;

/** @param {UnrolledShape} shape @param {TimeFactors | null} factors @returns {Line[]} */
function linesOf({ bands, terms }, factors) {
  /** @type {Line[]} */
  const lines = bands.flatMap((band) => Array.from({ length: band.source.rows }, (_, row) => ({ band, row })));
  lines.push("size", ...(factors?.factors ?? []).map(({ name }) => name));
  return terms ? [...lines, "term"] : lines;
}

/** Returns the target of a line at a time step, or at a weight: the bias is column -1, before it are units and then inputs. @param {UnrolledShape} shape @param {Line | undefined} line @param {number} column @returns {TimeTarget | null} */
function targetOf({ of }, line, column) {
  if (line === undefined) return null;
  if (typeof line === "string") {
    if (column < 0) return null;
    if (line === "size" || line === "term") return { kind: line, t: column };
    return column > 0 ? { kind: "factor", factor: line, t: column } : null;
  }
  const { source, matrices } = line.band;
  if (column >= source.firstSite) return { kind: "cell", band: source.name, t: column, row: line.row };
  if (column >= 0 || source.block === null) return null;
  const row = source.blockRow + line.row;
  const unread = source.block === of.output ? of.channels.length : 0;
  const place = column === -1 ? null : column + weightColumns({ of }) - unread;
  const isThere = matrices.some((part) =>
    place === null ? part.column === null : part.column !== null && place >= part.column && place < part.column + part.columns,
  );
  return isThere ? { kind: "weight", block: source.block, row, column: place } : null;
}

/** @param {UnrolledShape} shape @param {readonly Line[]} lines @param {TimeTarget} target @returns {{ line: number, column: number } | null} */
function placeOf(shape, lines, target) {
  for (let line = 0; line < lines.length; line += 1) {
    const of = lines[line];
    const isHere = typeof of === "string" ? of === target.kind || (target.kind === "factor" && of === target.factor) : of && isInBand(of, target);
    if (!isHere) continue;
    if (target.kind !== "weight") return { line, column: target.t };
    for (let column = -1; column >= -weightColumns(shape); column -= 1) if (isSame(targetOf(shape, of, column), target)) return { line, column };
  }
  return null;
}

/** @param {{ band: BandShape, row: number }} line @param {TimeTarget} target */
function isInBand({ band: { source }, row }, target) {
  if (target.kind === "cell") return source.name === target.band && row === target.row;
  return target.kind === "weight" && source.block === target.block && target.row === source.blockRow + row;
}
