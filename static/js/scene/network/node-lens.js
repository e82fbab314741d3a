/** The lens of the neurons: how large a number of each is, on a scale that ends at the largest. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { section, valueAt } from "../../net/frame.js";

/** @import { Frame, NodeLens, NodeShape, Theme, WatchedName } from "../../types.js" */

/** @typedef {{ section: WatchedName, decades: number, of_step: boolean }} Sizes a lens whose neurons show a number */

/** The lenses whose neurons show a number. */
const SIZES = /** @type {Partial<Record<NodeLens, Sizes>>} */ (Object.fromEntries(Object.entries(PAGE.node_lenses).filter(([, lens]) => lens.section)));

/** Returns the row of a lens whose neurons show a number; null if they show heatmaps. @param {NodeLens} name */
export const sizesOf = (name) => SIZES[name] ?? null;

/** Returns the largest number of all neurons; 0 if there is none. @param {Frame | null} frame @param {Sizes} lens */
export function largestOfNeurons(frame, lens) {
  let largest = 0;
  for (let layer = 0; ; layer += 1) {
    const values = section(frame, lens.section, layer)?.values;
    if (!values) return largest;
    for (let i = 0; i < values.length; i += 1) {
      const size = values[i] ?? 0;
      if (size > largest && size < Infinity) largest = size;
    }
  }
}

/** Returns the lower end of a scale. @param {number} largest @param {Sizes} lens */
export const smallestSize = (largest, { decades }) => (decades ? largest / 10 ** decades : 0);

/** Returns the place of a size on the scale, 0 to 1: 1 is the largest, 0 is the lower end, or less. @param {number} size @param {number} largest @param {Sizes} lens */
export function sizeShare(size, largest, { decades }) {
  if (!(size > 0) || !(largest > 0)) return 0;
  const share = decades ? 1 + Math.log10(size / largest) / decades : size / largest;
  return Math.min(1, Math.max(0, share));
}

/** Returns the packed colour of a neuron; that of the ground while its number is not known. @param {Pick<NodeShape, "layer" | "index">} node @param {Frame | null} frame @param {number} largest @param {Theme} theme @param {Sizes} lens */
export function sizeColor({ layer, index }, frame, largest, theme, lens) {
  const isBefore = lens.of_step && frame?.step === 0 && !frame.midStep;
  const size = isBefore ? null : valueAt(frame, lens.section, layer, index);
  if (size === null || Number.isNaN(size)) return theme.groundPacked;
  return theme.sizes[Math.round(255 * sizeShare(size, largest, lens))] ?? theme.groundPacked;
}
