/** Computes the appearance of edges under a lens. Pure. */

import { section } from "../../net/frame.js";
import { lensSections } from "./lenses.js";

/** @import { Frame, Lens, NetworkShape } from "../../types.js" */

/** Only the strongest edges are drawn, because more of them would blur to grey. */
export const MOST_EDGES = 800;
const LEVELS = 256;

/** Returns the relative width of the widest edge, 0 to 1, from the size of the nodes. @param {NetworkShape} shape @param {number} rem */
export const densityOf = ({ nodeSize }, rem) => Math.min(1, Math.max(0.35, nodeSize / (2.6 * rem)));

/**
 * Returns the value of each edge relative to the scale, from -1 to 1; NaN if it is not
 * computed yet, 0 if the frame does not contain it.
 *
 * @param {NetworkShape} shape
 * @param {Frame | null} frame
 * @param {Lens} lens
 * @param {number} scale
 * @param {Float32Array} [shares] filled in place
 */
export function edgeShares({ edges }, frame, lens, scale, shares = new Float32Array(edges.length)) {
  const [weights, biases] = lensSections(lens);
  let layer = -1;
  let W = section(frame, weights, 0);
  let b = section(frame, biases, 0);
  for (let i = 0; i < edges.length; i += 1) {
    const edge = /** @type {typeof edges[number]} */ (edges[i]);
    if (edge.layer !== layer) {
      layer = edge.layer;
      W = section(frame, weights, layer);
      b = section(frame, biases, layer);
    }
    const value = edge.column === null ? b?.values[edge.row] : W?.values[edge.row * (W.shape[1] ?? 0) + edge.column];
    const isKnown = value !== undefined && Number.isFinite(value) && scale > 0;
    shares[i] = isKnown ? Math.max(-1, Math.min(1, value / scale)) : Number.isNaN(value) ? NaN : 0;
  }
  return shares;
}

/**
 * Returns the strongest edges in rising order, so that the strongest are painted last.
 *
 * @param {Float32Array} shares
 * @param {number} [most]
 * @returns {Uint32Array} their indices
 */
export function strongest(shares, most = MOST_EDGES) {
  const starts = new Uint32Array(LEVELS + 1);
  for (let i = 0; i < shares.length; i += 1) starts[levelOf(shares[i] ?? 0) + 1] += 1;
  for (let level = 0; level < LEVELS; level += 1) starts[level + 1] += starts[level] ?? 0;
  const order = new Uint32Array(shares.length);
  for (let i = 0; i < shares.length; i += 1) order[starts[levelOf(shares[i] ?? 0)]++] = i;
  return order.subarray(Math.max(0, order.length - most));
}

/** @param {number} share */
const levelOf = (share) => Math.min(LEVELS - 1, Math.floor(Math.abs(share || 0) * LEVELS));
