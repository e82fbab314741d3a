/** A number of the picture as a target of the whole page, and back. Pure. */

import { blockOf, isParameter, nodeOf } from "./numbers.js";
import { readMap } from "./stages.js";

/** @import { Target } from "../../types.js" */
/** @import { Net, Part, Place } from "./types.js" */

/** Returns the rows and columns of a matrix. @param {Net} net @param {Pick<Place, "part" | "stage">} place @returns {readonly [number, number]} */
function sizeOf(net, { part, stage }) {
  const own = net.stages[stage];
  if (part === "x" || part === "dx") return readMap(net, 0);
  if (part === "y" || part === "b" || part === "db") return [1, 1];
  if (!own) return net.head.map;
  return part === "pool" ? own.pooled : part === "z" || part === "a" ? own.map : [own.size, own.size];
}

/** @param {Net} net @param {Place} place @returns {Target} */
export function targetOf(net, place) {
  const { part, filter } = place;
  const [rows, columns] = sizeOf(net, place);
  const at = place.row * columns + place.column;
  if (isParameter(part)) {
    const { block, row, column } = blockOf(place, net);
    return { kind: "edge", layer: block, row, column: column === null ? null : column + at };
  }
  const { name, site } = nodeOf(place, false);
  return { kind: "cell", node: name, site, row: filter * rows * columns + at, column: 0 };
}

/** Returns the number that a target is; null if the picture does not have it. @param {Net} net @param {Target | null} target @returns {Place | null} */
export function placeOf(net, target) {
  if (target?.kind === "edge") return parameterPlace(net, target);
  if (target?.kind !== "cell") return null;
  const { node, site, row } = target;
  const isOutput = site === net.head.site && (node === "z" || node === "a");
  const part = /** @type {Part} */ (node === "x" ? "x" : isOutput ? "y" : node);
  if (part !== "x" && !isOutput && !(part === "z" || part === "a" || part === "pool")) return null;
  const stage = site ?? 0;
  return inMatrix(part, stage, 0, row, sizeOf(net, { part, stage }));
}

/** @param {Net} net @param {Extract<Target, { kind: "edge" }>} target @returns {Place | null} */
function parameterPlace(net, { layer, row: filter, column }) {
  const stage = layer === net.head.block ? net.stages.length : net.stages.findIndex(({ block }) => block === layer);
  if (stage < 0) return null;
  if (column === null) return { part: "b", stage, filter, channel: 0, row: 0, column: 0 };
  const part = stage === net.stages.length ? "W" : "K";
  const size = sizeOf(net, { part, stage });
  const found = inMatrix(part, stage, 0, column, size);
  return { ...found, filter, channel: found.filter };
}

/** @param {Part} part @param {number} stage @param {number} channel @param {number} at counts the numbers of all matrices @param {readonly [number, number]} size @returns {Place} */
function inMatrix(part, stage, channel, at, [rows, columns]) {
  const rest = at % (rows * columns);
  return { part, stage, filter: Math.floor(at / (rows * columns)), channel, row: Math.floor(rest / columns), column: rest % columns };
}
