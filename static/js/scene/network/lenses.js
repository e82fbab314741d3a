/** The lenses: which numbers of a frame the edges of the network show. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { section } from "../../net/frame.js";

/** @import { Frame, Lens } from "../../types.js" */

/** The scale of each lens before there are numbers. */
export const NO_SCALES = Object.freeze(/** @type {Record<Lens, number>} */ (Object.fromEntries(Object.keys(PAGE.lenses).map((name) => [name, 0]))));

/** Returns the sections of a frame that a lens shows: of weights, then of biases. @param {Lens} lens */
export const lensSections = (lens) => PAGE.lenses[lens].sections;

/**
 * Returns the largest magnitude that a lens shows in the whole network.
 *
 * @param {Frame | null} frame
 * @param {Lens} lens
 * @param {number} nLayers
 */
export function lensMaximum(frame, lens, nLayers) {
  let largest = 0;
  for (const name of lensSections(lens)) {
    for (let layer = 0; layer < nLayers; layer += 1) {
      const values = section(frame, name, layer)?.values ?? [];
      for (let i = 0; i < values.length; i += 1) {
        const size = Math.abs(values[i] ?? 0);
        if (size > largest && size < Infinity) largest = size;
      }
    }
  }
  return largest;
}

/** The share of the way, counted in decades, that a scale falls with each frame of a run. */
const PACE = 0.1;

/**
 * Returns the next scale. In a run it rises at once and falls slowly, so that nothing
 * flickers; counted in decades, so that it is soon down from any height. A paused run has
 * no later frames, so its scale is that of the present one.
 *
 * @param {number} previous
 * @param {number} present
 * @param {boolean} isRunning
 */
export function easeScale(previous, present, isRunning) {
  if (!isRunning || present >= previous || present === 0) return present;
  return previous * (present / previous) ** PACE;
}
