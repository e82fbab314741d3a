/** Hit testing: finds the node or edge under the pointer. Pure. */

import { smoothstep } from "../../base/numbers/scales.js";

/** @import { EdgeShape, NetworkShape, NodeShape, Target } from "../../types.js" */

const SAMPLES = 24;

/**
 * Returns a point on an edge.
 *
 * @param {EdgeShape} edge
 * @param {number} t 0 to 1
 * @returns {[number, number]}
 */
export function pointOn(edge, t) {
  return [edge.x0 + (edge.x1 - edge.x0) * t, edge.y0 + (edge.y1 - edge.y0) * smoothstep(t)];
}

/** @param {EdgeShape} edge @param {number} x @param {number} y */
export function distanceTo(edge, x, y) {
  let best = Infinity;
  let [px, py] = pointOn(edge, 0);
  for (let i = 1; i <= SAMPLES; i += 1) {
    const [qx, qy] = pointOn(edge, i / SAMPLES);
    const [dx, dy] = [qx - px, qy - py];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - px) * dx + (y - py) * dy) / length));
    best = Math.min(best, Math.hypot(px + t * dx - x, py + t * dy - y));
    [px, py] = [qx, qy];
  }
  return best;
}

/** @param {NetworkShape} shape @param {number} x @param {number} y @returns {NodeShape | null} */
export function nodeAt(shape, x, y) {
  for (const node of shape.nodes) {
    const reach = Math.max(node.size / 2 + 2, 8);
    if (Math.abs(node.x - x) <= reach && Math.abs(node.y - y) <= reach) return node;
  }
  return null;
}

/**
 * @param {NetworkShape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} reach_px
 * @returns {EdgeShape | null} the nearest edge within reach
 */
export function edgeAt(shape, x, y, reach_px) {
  let best = null;
  let nearest = reach_px;
  for (const edge of shape.edges) {
    if (x < edge.x0 - reach_px || x > edge.x1 + reach_px) continue;
    if (y < Math.min(edge.y0, edge.y1) - reach_px || y > Math.max(edge.y0, edge.y1) + reach_px) continue;
    const distance = distanceTo(edge, x, y);
    if (distance < nearest) {
      nearest = distance;
      best = edge;
    }
  }
  return best;
}

/**
 * @param {NetworkShape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} reach_px
 * @returns {Target | null}
 */
export function targetAt(shape, x, y, reach_px) {
  const node = nodeAt(shape, x, y);
  if (node?.kind === "neuron") return { kind: "neuron", layer: node.layer, index: node.index };
  if (node?.kind === "input") return { kind: "input", index: node.index };
  if (node) return biasAt(shape, node, y);
  const edge = edgeAt(shape, x, y, reach_px);
  return edge && { kind: "edge", layer: edge.layer, row: edge.row, column: edge.column };
}

/** Returns the bias at a height in a circle, from that of the first unit at its top to that of the last one. @param {NetworkShape} shape @param {NodeShape} circle @param {number} y @returns {Target | null} */
function biasAt({ edges }, circle, y) {
  const biases = edges.filter(({ layer, column }) => layer === circle.layer && column === null);
  const place = Math.floor(((y - circle.y) / circle.size + 0.5) * biases.length);
  const found = biases[Math.min(biases.length - 1, Math.max(0, place))];
  return found ? { kind: "edge", layer: found.layer, row: found.row, column: null } : null;
}

/**
 * Returns the target that an arrow key selects. Left and right go to the next column, up
 * and down to the next node of the column or the next edge into the same neuron.
 *
 * @param {NetworkShape} shape
 * @param {Target | null} from
 * @param {string} key
 * @returns {Target | null}
 */
export function nextTarget(shape, from, key) {
  const nodes = shape.nodes.filter((node) => node.kind !== "bias");
  const first = nodes[0];
  if (!first) return null;
  if (!from) return targetOf(nodes.find((node) => node.kind === "neuron") ?? first);
  if (from.kind === "edge") return nextEdgeTarget(shape, from, key);
  if (from.kind === "layer") return { kind: "neuron", layer: from.layer, index: 0 };
  if (from.kind === "loss" || from.kind === "cell") return targetOf(nodes.at(-1) ?? first);
  const layer = from.kind === "input" ? -1 : from.layer;
  const here = nodes.find((node) => node.layer === layer && node.index === from.index) ?? first;
  if (key === "ArrowUp" || key === "ArrowDown") {
    const column = nodes.filter((node) => node.column === here.column);
    const step = key === "ArrowUp" ? -1 : 1;
    return targetOf(column[(column.indexOf(here) + step + column.length) % column.length] ?? here);
  }
  const next = here.column + (key === "ArrowLeft" ? -1 : 1);
  const column = nodes.filter((node) => node.column === next);
  column.sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y));
  return targetOf(column[0] ?? here);
}

/** @param {NetworkShape} shape @param {Extract<Target, { kind: "edge" }>} from @param {string} key @returns {Target} */
function nextEdgeTarget(shape, from, key) {
  if (key === "ArrowRight") return { kind: "neuron", layer: from.layer, index: from.row };
  if (key === "ArrowLeft") {
    if (from.column === null) return { kind: "neuron", layer: from.layer, index: from.row };
    return from.layer === 0 ? { kind: "input", index: from.column } : { kind: "neuron", layer: from.layer - 1, index: from.column };
  }
  const siblings = shape.edges.filter((edge) => edge.layer === from.layer && edge.row === from.row);
  const here = siblings.findIndex((edge) => edge.column === from.column);
  const step = key === "ArrowUp" ? -1 : 1;
  const next = siblings[(here + step + siblings.length) % siblings.length];
  return next ? { kind: "edge", layer: next.layer, row: next.row, column: next.column } : from;
}

/** @param {NodeShape} node @returns {Target} */
const targetOf = (node) => (node.kind === "input" ? { kind: "input", index: node.index } : { kind: "neuron", layer: node.layer, index: node.index });
