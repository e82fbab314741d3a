/** What stands around the cells of the picture: names, arrows of equal weights, walls. Pure. */

import { matrixNames, stepX, wallX } from "./unrolled.js";
import { unreached } from "./walls.js";

/** @import { MarkArrow, MarkText, UnrolledMarks } from "../../painters/unrolled.js" */
/** @import { BandName } from "./recurrence.js" */
/** @import { LaneShape, UnrolledShape } from "./unrolled.js" */

/** @typedef {(name: BandName) => string} Words names a band */

/** Weights with an index, as the formulas of the help write them. */
export const SYMBOLS = /** @type {const} */ ({ xh: ["W", "xh"], hh: ["W", "hh"], hy: ["W", "hy"], b: ["b", ""], by: ["b", "y"], forget: ["f", ""] });

const NAME_ROOM_REM = 2.2;

/**
 * @param {UnrolledShape} shape
 * @param {{ rem: number, words: Words }} options
 * @returns {UnrolledMarks}
 */
export function unrolledMarks(shape, { rem, words }) {
  const { bands, lanes, strip, of, bottom, left } = shape;
  const behind = unreached(of);
  const top = bands[0]?.box.y ?? 0;
  return {
    frames: bands.flatMap(({ box, matrices }) => [box, ...matrices.map((matrix) => matrix.box)]),
    texts: [...bandTexts(shape, words), ...laneTexts(shape), ...matrixTexts(shape, rem), ...stepTexts(shape, rem), stripText(shape)],
    arrows: lanes.flatMap((lane) => arrowsOf(shape, lane)),
    headSize: Math.min(0.36 * rem, 0.45 * shape.stepWidth),
    veil: behind > 0 ? { x: left, y: top, width: wallX(shape, behind) - left, height: strip.y - 1.5 * rem - top } : null,
    walls: of.walls.map((t) => ({ x: wallX(shape, t), top, bottom })),
  };
}

/** @param {Partial<MarkText> & Pick<MarkText, "x" | "y" | "text">} text @returns {MarkText} */
const mark = (text) => ({ sub: "", align: "right", isMuted: false, ...text });

/** @param {UnrolledShape} shape @param {Words} words */
const bandTexts = ({ bands, labelRight }, words) => bands.map(({ source, centre }) => mark({ x: labelRight, y: centre, text: words(source.name) }));

/** @param {UnrolledShape} shape */
function laneTexts({ lanes, labelRight }) {
  return lanes.map(({ name, top, height, isAcross }) => {
    const [text, sub] = SYMBOLS[name];
    return mark({ x: labelRight, y: top + height / 2, text: `${isAcross ? "→" : "↑"} ${text}`, sub, isMuted: true });
  });
}

/** Names the columns of the matrices, each above its first matrix, where there is room. @param {UnrolledShape} shape @param {number} rem */
function matrixTexts(shape, rem) {
  let last = -Infinity;
  let row = NaN;
  return matrixNames(shape).flatMap(({ name, x, y }) => {
    if (y !== row) last = -Infinity;
    row = y;
    if (x - last < NAME_ROOM_REM * 0.6 * rem) return [];
    last = x;
    const [text, sub] = SYMBOLS[name];
    return [mark({ x, y: y - 0.6 * rem, text, sub, align: "center", isMuted: true })];
  });
}

/** Numbers the time steps from 1 on: all, or every second, fifth or tenth one. @param {UnrolledShape} shape @param {number} rem */
function stepTexts(shape, rem) {
  const { of, stepWidth, axisY, labelRight } = shape;
  const every = [1, 2, 5, 10, 20].find((n) => n * stepWidth >= 1.6 * rem) ?? 50;
  const numbers = Array.from({ length: of.nSteps }, (_, t) => t + 1).filter((n) => n === 1 || n % every === 0);
  return [
    mark({ x: labelRight, y: axisY, text: "t", isMuted: true }),
    ...numbers.map((n) => mark({ x: stepX(shape, n - 1), y: axisY, text: String(n), align: "center", isMuted: true })),
  ];
}

/** @param {UnrolledShape} shape */
const stripText = ({ strip, labelRight, of }) => mark({ x: labelRight, y: strip.y + strip.height / 2, text: `rms ∂L/∂${of.state}` });

/** @param {UnrolledShape} shape @param {LaneShape} lane @returns {MarkArrow[]} */
function arrowsOf(shape, { name, top, height, isAcross }) {
  const { of, stepWidth } = shape;
  const steps = Array.from({ length: of.nSteps }, (_, t) => t);
  if (isAcross) {
    const y = top + height / 2;
    return steps.slice(1).map((t) => ({ x0: stepX(shape, t - 1) + 0.12 * stepWidth, y0: y, x1: stepX(shape, t) - 0.08 * stepWidth, y1: y }));
  }
  const from = name === "hy" && !of.hasOutputs ? of.nSteps - 1 : 0;
  return steps.slice(from).map((t) => ({ x0: stepX(shape, t), y0: top + height, x1: stepX(shape, t), y1: top + 0.1 * height }));
}
