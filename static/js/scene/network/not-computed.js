/** What the ops of a step have not computed yet: such numbers come as NaN, and are drawn neither as 0 nor as those of another step. Pure. */

import { section, valueAt } from "../../net/frame.js";
import { lensSections } from "./lenses.js";
import { sizesOf } from "./node-lens.js";

/** @import { Frame, NetworkShape, NodeShape, View } from "../../types.js" */

/**
 * Returns the neurons whose number there is not yet. A picture of the activation over the
 * plane is of the present weights, so it is that of a step only while one is under way, or
 * where the view is one of a step.
 *
 * @param {Pick<NetworkShape, "nodes">} shape
 * @param {Frame | null} frame
 * @param {Pick<View, "nodeLens" | "tab">} view
 * @returns {NodeShape[]}
 */
export function uncomputedNodes({ nodes }, frame, { nodeLens, tab }) {
  const sizes = sizesOf(nodeLens);
  if (!frame || !(sizes || frame.midStep || tab === "inside")) return [];
  const name = sizes?.section ?? "a";
  return nodes.filter(({ kind, layer, index }) => kind === "neuron" && Number.isNaN(valueAt(frame, name, layer, index)));
}

/** Returns whether an edge of a network has no number yet under a lens. @param {Frame | null} frame @param {View["lens"]} lens @param {number} nLayers */
export function hasUncomputedEdges(frame, lens, nLayers) {
  const [weights] = lensSections(lens);
  return Array.from({ length: nLayers }, (_, layer) => section(frame, weights, layer)?.values[0] ?? 0).some(Number.isNaN);
}
