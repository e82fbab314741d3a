/** Geometry of the time strip: the loss as a silhouette, the position, the marks, the branches. Pure. */

import { clamp } from "../../base/numbers/scales.js";
import { branchById, commonStep } from "./branches.js";

/** @import { BranchFields } from "../../protocol.js" */
/** @import { BranchLine, TimeMark, TimeShape } from "../../painters/strips/time-strip.js" */

/**
 * @typedef {object} Past
 * @property {{ steps: readonly number[], series: readonly (readonly (number | null)[])[] }} losses of the current branch, also after the position
 * @property {readonly BranchFields[]} branches
 * @property {number} current the id of a branch
 * @property {number} position a step
 * @property {number} end the last step of the current branch
 * @property {number | null} divergedAt
 */

/** @typedef {{ width: number, height: number, rem: number }} Size in CSS pixels */

/** From the ends of the canvas to the first and the last step, so that the handle is whole there. */
const MARGIN_REM = 0.55;
/** The silhouette of the smallest loss, as a share of the height, and that of the largest one. */
const [LOWEST, HIGHEST] = [0.12, 0.72];
/** So many branches have a line: the parent, and the newest ones. */
const MOST_LINES = 3;
const LINE_GAP_REM = 0.32;
const FIRST_LINE_REM = 0.3;
/** So close to a mark the pointer is on it. */
const REACH_REM = 0.5;

/**
 * @param {Past} past
 * @param {Size} size
 * @returns {TimeShape}
 */
export function timeShape(past, { width, height, rem }) {
  const { branches, current, position, end } = past;
  const lines = linesOf(past);
  const last = Math.max(1, end, position, ...lines.map((line) => line.to));
  const [left, right] = [MARGIN_REM * rem, Math.max(MARGIN_REM * rem, width - MARGIN_REM * rem)];
  /** @param {number} step */
  const x = (step) => left + (step / last) * (right - left);
  return {
    height,
    left,
    right,
    last,
    position: x(position),
    end: x(end),
    silhouette: silhouette(past, x, height),
    marks: [
      ...(branchById(branches, current)?.events ?? []).map(({ step, index }) => /** @type {TimeMark} */ ({ step, x: x(step), event: index })),
      ...(past.divergedAt === null ? [] : [{ step: past.divergedAt, x: x(past.divergedAt), event: null }]),
    ],
    lines: lines.map(({ id, from, to }, i) => ({ id, from: x(from), to: x(to), y: (FIRST_LINE_REM + i * LINE_GAP_REM) * rem })),
  };
}

/** Returns from where to where each branch goes that has something in common with the current one. @param {Past} past @returns {{ id: number, from: number, to: number }[]} */
function linesOf({ branches, current }) {
  const parent = branchById(branches, current)?.parent;
  return branches
    .filter(({ id }) => id !== current)
    .sort((a, b) => Number(a.id === parent) - Number(b.id === parent))
    .flatMap(({ id, end }) => {
      const from = commonStep(branches, current, id);
      return from !== null && end > from ? [{ id, from, to: end }] : [];
    })
    .slice(-MOST_LINES);
}

/**
 * Returns the outline of the training loss, on a logarithmic axis where it is positive.
 *
 * @param {Past} past
 * @param {(step: number) => number} x
 * @param {number} height
 * @returns {{ x: number, y: number }[]}
 */
function silhouette({ losses: { steps, series }, end }, x, height) {
  const values = series[0] ?? [];
  const rows = steps.flatMap((step, i) => {
    const value = values[i];
    return typeof value === "number" && Number.isFinite(value) && step <= end ? [{ step, value }] : [];
  });
  const isLog = rows.every(({ value }) => value > 0);
  const heights = rows.map(({ value }) => (isLog ? Math.log(value) : value));
  const low = heights.reduce((a, b) => Math.min(a, b), Infinity);
  const high = heights.reduce((a, b) => Math.max(a, b), -Infinity);
  const scale = high > low ? (HIGHEST - LOWEST) / (high - low) : 0;
  return onePerPixel(rows.map(({ step }, i) => ({ x: x(step), y: height * (1 - LOWEST - scale * ((heights[i] ?? low) - low)) })));
}

/** Keeps of the points of each pixel the highest one, and the first and the last of all. @param {readonly { x: number, y: number }[]} points */
function onePerPixel(points) {
  /** @type {{ x: number, y: number }[]} */
  const kept = [];
  points.forEach((point, i) => {
    const last = kept.at(-1);
    const isNext = !last || kept.length === 1 || i === points.length - 1 || Math.floor(point.x) > Math.floor(last.x);
    if (isNext) kept.push(point);
    else if (point.y < last.y) last.y = point.y;
  });
  return kept;
}

/** Returns the step at a place of the strip, within what was trained. @param {TimeShape} shape @param {number} x @param {number} end */
export function stepAt({ left, right, last }, x, end) {
  return clamp(Math.round(((x - left) / Math.max(1, right - left)) * last), 0, end);
}

/** Returns the mark at a place of the strip. @param {TimeShape} shape @param {number} x @param {number} rem @returns {TimeMark | null} */
export function markAt({ marks }, x, rem) {
  const near = marks.filter((mark) => Math.abs(mark.x - x) <= REACH_REM * rem);
  return near.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0] ?? null;
}

/** Returns the line at a place of the strip. @param {TimeShape} shape @param {number} x @param {number} y @param {number} rem @returns {BranchLine | null} */
export function lineAt({ lines }, x, y, rem) {
  return lines.find((line) => x >= line.from && x <= line.to + REACH_REM * rem && Math.abs(y - line.y) <= (LINE_GAP_REM / 2) * rem) ?? null;
}

/** How far each key moves, and whether to a change with Control, far with Shift. @type {Record<string, { steps: number, isArrow?: boolean, isFar?: boolean }>} */
const MOVES = {
  ArrowLeft: { steps: -1, isArrow: true },
  ArrowDown: { steps: -1, isArrow: true },
  ArrowRight: { steps: 1, isArrow: true },
  ArrowUp: { steps: 1, isArrow: true },
  PageUp: { steps: 1, isFar: true },
  PageDown: { steps: -1, isFar: true },
  Home: { steps: -Infinity },
  End: { steps: Infinity },
};

/** 1 % of all, at least 10. @param {number} end */
const farMove = (end) => Math.max(10, Math.round(end / 100));

/**
 * Returns the step to which a key leads.
 *
 * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey">} event with Ctrl to the next mark
 * @param {{ position: number, end: number, marks: readonly Pick<TimeMark, "step">[] }} past
 * @returns {number | null} null for any other key
 */
export function stepByKey({ key, shiftKey, ctrlKey }, { position, end, marks }) {
  const move = MOVES[key];
  if (!move) return null;
  if (ctrlKey && move.isArrow) {
    const steps = marks.map(({ step }) => step);
    return move.steps > 0 ? Math.min(end, ...steps.filter((step) => step > position)) : Math.max(0, ...steps.filter((step) => step < position));
  }
  const isFar = move.isFar || (shiftKey && move.isArrow);
  return clamp(position + move.steps * (isFar ? farMove(end) : 1), 0, end);
}
