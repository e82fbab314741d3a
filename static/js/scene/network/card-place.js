/** Where a card lies that speaks of a part of the network: beside it, never over it. Pure. */

import { pointOn } from "./hit.js";
import { isEdgeOf, isNodeOf, positionOf } from "./targets.js";

/** @import { NetworkShape, Rect, Target } from "../../types.js" */

const MARGIN = 4;
const AWAY = 10;
/** An edge is covered where a card covers one of these points. */
const POINTS = 24;
const POINT_SIZE = 8;
/** The card of a neuron lies on its right wherever there is room, even if another place is nearer. */
const NOT_RIGHT = 1e4;
/** As many square pixels of other nodes, or of the headings, count as a pixel of distance. */
const OTHERS = 30;

/** @typedef {{ width: number, height: number }} Size */

/**
 * Returns the upper left corner of a card: as near to its target as possible inside the
 * picture, and where it covers least of the target and of the neurons at its ends.
 *
 * @param {Target} target
 * @param {NetworkShape} shape
 * @param {Size} card
 * @returns {[x: number, y: number]}
 */
export function cardPlace(target, shape, card) {
  const kept = keptFree(target, shape);
  const [x, y] = positionOf(target, shape);
  let best = /** @type {[number, number]} */ ([MARGIN, MARGIN]);
  let least = Infinity;
  for (const [left, top] of candidates(kept, card, y)) {
    const at = { x: within(left, shape.width - card.width), y: within(top, shape.height - card.height), ...card };
    const covered = kept.reduce((sum, rect) => sum + overlap(at, rect), 0);
    const far = Math.hypot(at.x + at.width / 2 - x, at.y + at.height / 2 - y);
    const others = shape.nodes.reduce((sum, node) => sum + overlap(at, around(node.x, node.y, node.size)), 0);
    const header = Math.max(0, shape.headerHeight - at.y) * card.width;
    const cost = 1e6 * covered + (others + header) / OTHERS + far + (at.x > x || target.kind === "edge" ? 0 : NOT_RIGHT);
    if (cost >= least) continue;
    least = cost;
    best = [at.x, at.y];
  }
  return best;
}

/** Returns what a card should not cover: a node, or an edge with the nodes at its ends. @param {Target} target @param {NetworkShape} shape @returns {Rect[]} */
function keptFree(target, { nodes, edges }) {
  /** @type {Rect[]} */
  const rects = nodes.filter((node) => isNodeOf(target, node) || isEndOf(target, node)).map(({ x, y, size }) => around(x, y, size));
  const edge = edges.find((other) => isEdgeOf(target, other));
  for (let i = 0; edge && i <= POINTS; i += 1) rects.push(around(...pointOn(edge, i / POINTS), POINT_SIZE));
  return rects;
}

/** @param {Target} target @param {NetworkShape["nodes"][number]} node */
function isEndOf(target, { kind, layer, index }) {
  if (target.kind !== "edge") return false;
  if (kind === "neuron" && layer === target.layer && index === target.row) return true;
  return kind !== "bias" && layer === target.layer - 1 && index === target.column;
}

/** Yields places on all sides of each rectangle. @param {Rect[]} rects @param {Size} card @param {number} y of the target @returns {Iterable<[number, number]>} */
function* candidates(rects, { width, height }, y) {
  for (const rect of rects) {
    const [right, left] = [rect.x + rect.width + AWAY, rect.x - AWAY - width];
    const [below, above] = [rect.y + rect.height + AWAY, rect.y - AWAY - height];
    const middle = rect.x + rect.width / 2 - width / 2;
    for (const top of [y - height / 2, below, above])
      yield* /** @type {[number, number][]} */ ([
        [right, top],
        [left, top],
      ]);
    yield* /** @type {[number, number][]} */ ([
      [middle, below],
      [middle, above],
    ]);
  }
}

/** @param {number} x @param {number} y @param {number} size @returns {Rect} */
const around = (x, y, size) => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });

/** @param {number} place @param {number} room */
const within = (place, room) => Math.round(Math.max(MARGIN, Math.min(room - MARGIN, place)));

/** Returns the area that two rectangles share. @param {Rect} a @param {Rect} b */
function overlap(a, b) {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}
