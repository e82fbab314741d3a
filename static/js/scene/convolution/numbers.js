/** Finds the numbers of a matrix of the picture in a frame, and the scale of their colours. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { section } from "../../net/frame.js";
import { largestSize } from "../kinds/largest.js";
import { nodeValues } from "../kinds/nodes.js";
import { easeScale, lensSections } from "../network/lenses.js";

/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Frame, SectionName } from "../../types.js" */
/** @import { Net, Part, Plot, Shape } from "./types.js" */

/**
 * What the matrices show of one step.
 *
 * @typedef {object} Shown
 * @property {Frame | null} frame
 * @property {NetworkFields} network
 * @property {Net} net
 * @property {boolean} isGradient whether maps and output show the gradient of the loss by them
 * @property {"weights" | "gradients" | "updates"} lens what the weights of the output show
 * @property {ArrayLike<number> | null} dx the gradient by the picture; null if it is not known
 */

/** @typedef {{ values: ArrayLike<number>, start: number }} Numbers */

/** Returns which section a matrix of parameters shows. @param {Pick<Plot, "part" | "stage">} plot @param {Pick<Shown, "lens" | "net">} shown @returns {SectionName} */
export function parameterSection({ part, stage }, { lens, net }) {
  const isBias = Number(part === "b" || part === "db");
  const isHead = stage === net.stages.length;
  const isGradient = part === "dK" || part === "db";
  return lensSections(isHead || (isGradient && lens === "updates") ? lens : isGradient ? "gradients" : "weights")[isBias];
}

/** Returns the block of parameters, and the row and the column of the first number of a matrix in it. @param {Pick<Plot, "part" | "stage" | "filter" | "channel">} plot @param {Net} net */
export function blockOf({ part, stage, filter, channel }, { stages, head }) {
  const own = stages[stage];
  const [block, each] = own ? [own.block, own.size * own.size] : [head.block, head.map[0] * head.map[1]];
  return { block, row: filter, column: part === "b" || part === "db" ? null : channel * each };
}

/** Returns the name and the site of a matrix's node. @param {Pick<Plot, "part" | "stage">} plot @param {boolean} isGradient */
export function nodeOf({ part, stage }, isGradient) {
  if (part === "x" || part === "dx") return { name: "x", site: null };
  return { name: part === "y" ? (isGradient ? "z" : "a") : part, site: stage };
}

/** Whether a matrix is one of parameters. @param {Part} part */
export const isParameter = (part) => part === "K" || part === "dK" || part === "b" || part === "db" || part === "W";

/** Returns the numbers of a matrix, row by row; null if the frame does not have them. @param {Plot} plot @param {Shown} shown @returns {Numbers | null} */
export function numbersOf(plot, shown) {
  const { frame, network, net, isGradient, dx } = shown;
  if (plot.part === "dx") return dx && { values: dx, start: 0 };
  if (isParameter(plot.part)) {
    const { block, row, column } = blockOf(plot, net);
    const found = section(frame, parameterSection(plot, shown), block);
    return found && { values: found.values, start: row * (found.values.length / (found.shape[0] ?? 1)) + (column ?? 0) };
  }
  const { name, site } = nodeOf(plot, isGradient);
  const found = nodeValues(frame, network, name, site, isGradient && plot.part !== "x" ? "node_grad" : "node_value");
  return found && { values: found.values, start: found.start + plot.filter * plot.rows * plot.columns };
}

/** Returns one number; null if the frame does not have it. @param {Plot} plot @param {number} row @param {number} column @param {Shown} shown */
export function numberIn(plot, row, column, shown) {
  const found = numbersOf(plot, shown);
  return found?.values[found.start + row * plot.columns + column] ?? null;
}

/** The matrices that have a scale together: a bias has that of the kernels, all maps of a stage have one. @param {Pick<Plot, "part" | "stage">} plot */
export function familyOf({ part, stage }) {
  const name = { x: "x", dx: "dx", K: "K", b: "K", dK: "dK", db: "dK", z: "map", a: "map", pool: "map", W: "K", y: "y" }[part];
  return `${name}.${stage}`;
}

/**
 * Returns the number at which a bar of the output ends, and whether bars go both ways.
 *
 * @param {Pick<Shown, "net" | "isGradient">} shown
 * @param {number} scale the largest number of all bars
 */
export function barRange({ net: { head }, isGradient }, scale) {
  const [low, high] = (isGradient ? null : PAGE.output_ranges[head.activation]) ?? [-scale, scale];
  return { isSigned: low < 0, largest: high };
}

/**
 * Fits the scale of each family to the largest of its numbers, eased from frame to frame of a run.
 *
 * @param {Map<string, number>} scales is changed
 * @param {readonly { shape: Shape, shown: Shown }[]} pictures that are on screen
 * @param {boolean} isRunning whether more frames follow
 */
export function fitScales(scales, pictures, isRunning) {
  /** @type {Map<string, number>} */
  const largest = new Map();
  for (const { shape, shown } of pictures) {
    for (const plot of shape.plots) {
      const found = numbersOf(plot, shown);
      if (!found) continue;
      const family = familyOf(plot);
      const size = largestSize(found.values, found.start, found.start + plot.rows * plot.columns);
      largest.set(family, Math.max(largest.get(family) ?? 0, size));
    }
  }
  for (const [family, present] of largest) scales.set(family, easeScale(scales.get(family) ?? 0, present, isRunning));
}
