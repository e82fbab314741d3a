/** Finds the heatmap of one neuron, or of one output, in a frame. Pure. */

import { section } from "../../net/frame.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/**
 * @param {Frame | null} frame
 * @param {NetworkFields["layers"]} layers
 * @param {number} layer
 * @param {number} index
 * @returns {{ side: number, range: readonly [number, number], values: Float64Array | Float32Array | Uint8Array } | null} with the range that the quantised values mean
 */
export function neuronSurface(frame, layers, layer, index) {
  const isOutput = layer === layers.length - 1;
  const found = section(frame, isOutput ? "surface" : "neuron_surface");
  if (!found) return null;
  const before = isOutput ? 0 : layers.slice(0, layer).reduce((sum, { fan_out }) => sum + fan_out, 0);
  const k = before + index;
  if (k >= (found.shape[0] ?? 0)) return null;
  const side = found.shape[1] ?? 0;
  const ranges = section(frame, isOutput ? "surface_range" : "neuron_range")?.values;
  return { side, range: [ranges?.[2 * k] ?? -1, ranges?.[2 * k + 1] ?? 1], values: found.values.subarray(k * side * side, (k + 1) * side * side) };
}
