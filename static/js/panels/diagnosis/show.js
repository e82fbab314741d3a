/** What *show me* does: which view shows a finding, and what it selects. Pure. */

/** @import { Finding, Target, View } from "../../types.js" */

/** The lenses that show a rule; the others show the weights. @type {Record<string, Partial<View>>} */
const LENSES = {
  vanishing_slopes: { lens: "gradients", nodeLens: "delta", showFactors: true },
  vanishing_weights: { lens: "gradients", nodeLens: "delta", showFactors: true },
  exploding: { lens: "gradients", nodeLens: "delta", showFactors: true },
  diverged: { lens: "gradients", nodeLens: "delta" },
  updates_large: { lens: "updates", nodeLens: "a" },
  updates_small: { lens: "updates", nodeLens: "a" },
  output_saturated: { lens: "gradients", nodeLens: "delta" },
};

/** Returns the neuron to be selected. @param {Finding} finding @returns {Target | null} */
function targetOf({ target }) {
  return target && { kind: "neuron", layer: target.layer, index: target.unit ?? 0 };
}

/** Returns what to change in the view; null if there is nothing to select. @param {Finding} finding @returns {Partial<View> | null} */
export function viewOf(finding) {
  const target = targetOf(finding);
  return target && { lens: "weights", nodeLens: "a", ...LENSES[finding.rule], pinned: target, hover: target };
}
