/** Computes the signal of each edge in the last step: weight times activation. Pure. */

import { section, sectionKey } from "../../net/frame.js";

/** @import { Frame } from "../../types.js" */

/**
 * Adds two sections per layer to a frame that contains the parts of a signal: `signal`, each
 * weight times the activation of its source, and `signal_b`, each bias times 1.
 *
 * @param {Frame} frame
 * @returns {Frame}
 */
export function withSignal(frame) {
  if (!section(frame, "a_prev", 0)) return frame;
  const sections = new Map(frame.sections);
  for (let layer = 0; ; layer += 1) {
    const W = section(frame, "W_before", layer);
    const a = section(frame, "a_prev", layer);
    if (!W || !a) return { ...frame, sections };
    const values = new Float32Array(W.values.length);
    const width = a.values.length;
    for (let i = 0; i < values.length; i += 1) values[i] = (W.values[i] ?? 0) * (a.values[i % width] ?? 0);
    sections.set(sectionKey("signal", layer), { shape: W.shape, values });
    const b = section(frame, "b_before", layer);
    if (b) sections.set(sectionKey("signal_b", layer), b);
  }
}

/**
 * Returns the sum of all signals into a unit: its mean z.
 *
 * @param {Frame | null} frame
 * @param {number} layer
 * @param {number} row
 * @returns {number | null}
 */
export function incoming(frame, layer, row) {
  const found = section(frame, "signal", layer);
  if (!found) return null;
  const width = found.shape[1] ?? 0;
  let sum = section(frame, "signal_b", layer)?.values[row] ?? 0;
  for (let i = row * width; i < (row + 1) * width; i += 1) sum += found.values[i] ?? 0;
  return sum;
}
