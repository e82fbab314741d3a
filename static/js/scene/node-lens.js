/** The lens of the neurons: how large delta is in each, on a logarithmic scale. Pure. */

import { section, valueAt } from "../net/frame.js";

/** @import { Frame, NodeShape, Theme } from "../types.js" */

/** From the largest delta down to the faintest colour. */
export const DECADES = 6;

/** Returns the largest delta of all neurons; 0 if there is none. @param {Frame | null} frame */
export function deltaMaximum(frame) {
  let largest = 0;
  for (let layer = 0; ; layer += 1) {
    const values = section(frame, "unit_delta_rms", layer)?.values;
    if (!values) return largest;
    for (let i = 0; i < values.length; i += 1) {
      const size = values[i] ?? 0;
      if (size > largest && size < Infinity) largest = size;
    }
  }
}

/** Returns the place of a size on the scale, 0 to 1: 1 is the largest, 0 is six decades below, or less. @param {number} size @param {number} largest */
export function deltaShare(size, largest) {
  if (!(size > 0) || !(largest > 0)) return 0;
  return Math.min(1, Math.max(0, 1 + Math.log10(size / largest) / DECADES));
}

/** Returns the packed colour of a neuron; that of the ground while its delta is not known. @param {Pick<NodeShape, "layer" | "index">} node @param {Frame | null} frame @param {number} largest @param {Theme} theme */
export function deltaColor({ layer, index }, frame, largest, theme) {
  const size = frame?.step === 0 && !frame.midStep ? null : valueAt(frame, "unit_delta_rms", layer, index);
  if (size === null || Number.isNaN(size)) return theme.groundPacked;
  return theme.sizes[Math.round(255 * deltaShare(size, largest))] ?? theme.groundPacked;
}
