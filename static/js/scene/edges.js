/** How the edges look under a lens. Pure. */

import { section, valueAt } from "../layout.js";

/** @import { EdgeItem, Frame, Lens, NetworkShape } from "../types.js" */

const THINNEST_REM = 0.06;
const WIDEST_REM = 0.5;
/** Past so many edges the faint ones would only be grey. */
const MANY_EDGES = 1500;
const FAINT = 0.04;

/** Which sections of a frame a lens shows: weights, then biases. @type {Record<Lens, [string, string]>} */
export const LENS_SECTIONS = {
  weights: ["W", "b"],
  gradients: ["dW", "db"],
  updates: ["update_W", "update_b"],
  signal: ["signal", "signal_b"],
};

/**
 * The largest size that a lens has to show, in the whole network.
 *
 * @param {Frame | null} frame
 * @param {Lens} lens
 * @param {number} nLayers
 */
export function lensMaximum(frame, lens, nLayers) {
  let largest = 0;
  for (const name of LENS_SECTIONS[lens]) {
    for (let layer = 0; layer < nLayers; layer += 1) {
      const found = section(frame, name, layer);
      if (!found) continue;
      for (const value of found.values) {
        const size = Math.abs(value);
        if (size > largest && size < Infinity) largest = size;
      }
    }
  }
  return largest;
}

/** Scales go up at once and come down slowly, so that nothing flickers. @param {number} previous @param {number} present */
export const settle = (previous, present) =>
  present >= previous || present === 0 ? present : Math.max(present, previous * 0.95);

/**
 * @param {NetworkShape} shape
 * @param {Frame | null} frame
 * @param {{ lens: Lens, scale: number, dashNegative: boolean, rem: number }} options
 * @returns {EdgeItem[]} faint ones first, so that strong ones lie on top
 */
export function edgeItems(shape, frame, { lens, scale, dashNegative, rem }) {
  const [weights, biases] = LENS_SECTIONS[lens];
  const density = Math.min(1, Math.max(0.35, shape.nodeSize / (2.6 * rem)));
  const items = shape.edges.map((edge) => {
    const value =
      edge.column === null
        ? valueAt(frame, biases, edge.layer, edge.row)
        : valueAt(frame, weights, edge.layer, edge.row, edge.column);
    const isKnown = value !== null && Number.isFinite(value) && scale > 0;
    const share = isKnown ? Math.max(-1, Math.min(1, value / scale)) : 0;
    const width = rem * (THINNEST_REM + (WIDEST_REM - THINNEST_REM) * Math.abs(share) * density);
    return { ...edge, share, width, dashed: dashNegative && share < 0 };
  });
  const isCrowded = scale > 0 && items.length > MANY_EDGES;
  const seen = isCrowded ? items.filter((edge) => Math.abs(edge.share) >= FAINT) : items;
  return seen.sort((a, b) => Math.abs(a.share) - Math.abs(b.share));
}
