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

/** Returns the next scale: it rises at once and falls slowly, so that nothing flickers. @param {number} previous @param {number} present */
export const easeScale = (previous, present) => (present >= previous || present === 0 ? present : Math.max(present, previous * 0.95));
