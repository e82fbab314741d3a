/** Chooses the layer or the neuron whose distributions are shown. Pure. */

/** @import { View } from "../types.js" */
/** @import { NetworkFields } from "../protocol.js" */

/**
 * Returns the layer or the unit whose distributions are shown: the pinned neuron, or else
 * the chosen layer.
 *
 * @param {Pick<View, "distributions" | "distributionLayer" | "pinned">} view
 * @param {Pick<NetworkFields, "layers"> | null} network
 * @returns {{ layer: number, row: number | null } | null} null while nothing is shown
 */
export function distributionTarget({ distributions, distributionLayer, pinned }, network) {
  const n = network?.layers.length ?? 0;
  if (!distributions || n === 0) return null;
  if (pinned?.kind === "neuron" && pinned.layer < n) return { layer: pinned.layer, row: pinned.index };
  return { layer: Math.min(distributionLayer, n - 1), row: null };
}
