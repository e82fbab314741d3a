/** What is around the cells of the picture: names, arrows of equal weights, walls. Pure. */

import { weightName } from "./recurrence.js";
import { stepX, wallX } from "./unrolled.js";
import { unreached } from "./walls.js";

/** @import { MarkArrow, MarkText, UnrolledMarks } from "../../painters/kinds/unrolled.js" */
/** @import { BandName } from "./recurrence.js" */
/** @import { LaneShape, UnrolledShape } from "./unrolled.js" */

/** Nearer to the handle of the wall, on the line of the numbers, is no room for one. */
const HANDLE_REM = 1.1;

/** @typedef {(name: BandName | "wall" | "bars") => string} Words names a band or the bars of terms, or returns what the handle of the wall is for */

/** Weights with an index, as the formulas of the help write them. */
export const SYMBOLS = /** @type {const} */ ({ xh: ["W", "xh"], hh: ["W", "hh"], hy: ["W", "hy"], b: ["b", ""], by: ["b", "y"], forget: ["f", ""] });

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
    texts: [
      ...bandTexts(shape, rem, words),
      ...channelTexts(shape, rem),
      ...laneTexts(shape),
      ...(lanes.length > 0 ? matrixTexts(shape, rem) : tinyMatrixTexts(shape, rem)),
      ...stepTexts(shape, rem),
      stripText(shape, rem),
      ...wallText(shape, rem, words),
      ...termsText(shape, rem, words),
    ],
    arrows: lanes.flatMap((lane) => arrowsOf(shape, lane)),
    headSize: Math.min(0.36 * rem, 0.45 * shape.stepWidth),
    veil: behind > 0 ? { x: left, y: top, width: wallX(shape, behind) - left, height: strip.y - 1.5 * rem - top } : null,
    walls: of.walls.map((t) => ({ x: wallX(shape, t), top, bottom })),
  };
}

/** @param {Partial<MarkText> & Pick<MarkText, "x" | "y" | "text">} text @returns {MarkText} */
const mark = (text) => ({ sub: "", align: "right", isMuted: false, ...text });

/** Names the bands, where the name of the one above leaves room. @param {UnrolledShape} shape @param {number} rem @param {Words} words */
function bandTexts({ bands, labelRight }, rem, words) {
  let last = -Infinity;
  return bands.flatMap(({ source, centre }) => {
    if (centre - last < 0.8 * rem) return [];
    last = centre;
    return [mark({ x: labelRight, y: centre, text: words(source.name) })];
  });
}

/** Names the bars of a weight. @param {UnrolledShape} shape @param {number} rem @param {Words} words */
const termsText = ({ terms, left }, rem, words) =>
  terms ? [mark({ x: left - 0.5 * rem, y: terms.y + terms.height / 2, text: words("bars"), isMuted: true })] : [];

/** Names the inputs of a time step beside their rows, where there is room. @param {UnrolledShape} shape @param {number} rem */
function channelTexts({ bands, of, left, labelRight }, rem) {
  const band = bands.at(-1);
  if (!band || of.channels.length < 2 || band.box.height / of.channels.length < 0.8 * rem || left - labelRight < 6 * rem) return [];
  const high = band.box.height / of.channels.length;
  return of.channels.map((text, row) => mark({ x: left - 0.4 * rem, y: band.box.y + (row + 0.5) * high, text, isMuted: true }));
}

/** Returns what the handle is for while there is no wall. @param {UnrolledShape} shape @param {number} rem @param {Words} words */
const wallText = ({ of, left, handleY, axisY }, rem, words) =>
  of.walls.length > 0 || handleY === axisY ? [] : [mark({ x: left + 0.8 * rem, y: handleY, text: words("wall"), align: "left", isMuted: true })];

/** @param {UnrolledShape} shape */
function laneTexts({ lanes, labelRight }) {
  return lanes.map(({ name, top, height, isAcross }) => {
    const [text, sub] = SYMBOLS[name];
    return mark({ x: labelRight, y: top + height / 2, text: `${isAcross ? "→" : "↑"} ${text}`, sub, isMuted: true });
  });
}

/** Names the parts of the matrices: weights above their first row, those of the inputs below their last one, because both may be narrow. @param {UnrolledShape} shape @param {number} rem */
function matrixTexts({ bands, of }, rem) {
  const blocks = [of.output, of.cell].map((block) => bands.filter(({ source }) => source.block === block).map(({ matrices }) => matrices));
  return blocks.flatMap((rows) =>
    (rows[0] ?? []).map((first, i) => {
      const [text, sub] = SYMBOLS[weightName(first.block, first.column, of)];
      const last = rows.at(-1)?.[i]?.box ?? first.box;
      const isInput = first.block === of.cell && first.column === 0;
      const y = isInput ? last.y + last.height + 0.65 * rem : first.box.y - 0.6 * rem;
      return mark({ x: first.box.x, y, text, sub, align: "left", isMuted: true });
    }),
  );
}

/** Names the same parts where no arrows make room between the bands: those of the cell in a line below them and below the names of inputs, the weights of the output on their left. @param {UnrolledShape} shape @param {number} rem */
function tinyMatrixTexts(shape, rem) {
  const { bands, of, axisY } = shape;
  const hasChannels = channelTexts(shape, rem).length > 0;
  const output = bands.find(({ source }) => source.block === of.output)?.matrices[0];
  const cell = bands.findLast(({ source }) => source.block === of.cell)?.matrices ?? [];
  const below = cell.map(({ block, column, box }) => {
    const [text, sub] = SYMBOLS[weightName(block, column, of)];
    const y = hasChannels ? axisY : Math.min(box.y + box.height + 0.75 * rem, axisY);
    const isInput = column === 0;
    return mark({ x: isInput ? box.x : box.x + box.width / 2, y, text, sub, align: isInput ? "left" : "center", isMuted: true });
  });
  if (!output) return below;
  const [text, sub] = SYMBOLS.hy;
  return [...below, mark({ x: output.box.x - 0.25 * rem, y: output.box.y + output.box.height / 2, text, sub, isMuted: true })];
}

/** Numbers the time steps from 1 on: all, or every second, fifth or tenth one. @param {UnrolledShape} shape @param {number} rem */
function stepTexts(shape, rem) {
  const { of, stepWidth, axisY, handleY, labelRight } = shape;
  const handleX = wallX(shape, Math.max(0, ...of.walls));
  const isFree = (/** @type {number} */ n) => handleY !== axisY || Math.abs(stepX(shape, n - 1) - handleX) > HANDLE_REM * rem;
  const every = [1, 2, 5, 10, 20].find((n) => n * stepWidth >= 1.6 * rem) ?? 50;
  const numbers = Array.from({ length: of.nSteps }, (_, t) => t + 1)
    .filter((n) => n === 1 || (n % every === 0 && (n - 1) * stepWidth >= 1.6 * rem))
    .filter(isFree);
  return [
    mark({ x: labelRight, y: axisY, text: "t", isMuted: true }),
    ...numbers.map((n) => mark({ x: stepX(shape, n - 1), y: axisY, text: String(n), align: "center", isMuted: true })),
  ];
}

/** @param {UnrolledShape} shape @param {number} rem */
const stripText = ({ strip, labelRight, of }, rem) =>
  mark({ x: labelRight, y: strip.y + strip.height / 2, text: `${labelRight < 4.5 * rem ? "" : "rms "}∂L/∂${of.state}` });

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
