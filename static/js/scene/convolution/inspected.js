/** Which number of the network a number of a convolutional picture is. Pure. */

import { blockOf, isParameter, nodeOf } from "./numbers.js";

/** @import { Target } from "../../types.js" */
/** @import { Net, Place } from "./types.js" */

/** @param {Place | null} place @param {Net} net @returns {Target | null} */
export function numberOf(place, net) {
  if (!place) return null;
  const { part, filter, row, column } = place;
  const [rows, columns] = sizeOf(place, net);
  if (isParameter(part)) {
    const { block, row: first, column: start } = blockOf(place, net);
    return { kind: "edge", layer: block, row: first, column: start === null ? null : start + row * columns + column };
  }
  const { name: node, site } = nodeOf(place, false);
  const within = row * columns + column;
  return { kind: "cell", node, site, row: part === "x" || part === "dx" ? within : filter * rows * columns + within, column: 0 };
}

/** Rows and columns of a place's matrix. @param {Place} place @param {Net} net @returns {readonly [number, number]} */
function sizeOf({ part, stage }, { picture, stages, head }) {
  if (part === "x" || part === "dx") return picture;
  if (part === "W") return head.map;
  const own = stages[stage];
  if (!own || part === "y") return [1, 1];
  if (part === "pool") return own.pooled;
  return part === "z" || part === "a" ? own.map : [own.size, own.size];
}
