/** What *show me* does: which view shows a finding, and what it selects. Pure. */

/** @import { Finding, Target, View } from "../../types.js" */

/** The lenses that show a rule; the others show the weights. @type {Partial<Record<Finding["rule"], Partial<View>>>} */
const LENSES = {
  vanishing_derivatives: { lens: "gradients", nodeLens: "delta", showFactors: true },
  vanishing_weights: { lens: "gradients", nodeLens: "delta", showFactors: true },
  exploding: { lens: "gradients", nodeLens: "delta", showFactors: true },
  diverged: { lens: "gradients", nodeLens: "delta" },
  updates_large: { lens: "updates", nodeLens: "a" },
  updates_small: { lens: "updates", nodeLens: "a" },
  output_saturated: { lens: "gradients", nodeLens: "delta" },
};

/** The same of rules about a network that is not dense: all of its picture shows them. @type {Partial<Record<Finding["rule"], Partial<View>>>} */
const PICTURES = {
  vanishing_time: { lens: "gradients", nodeLens: "delta" },
  exploding_time: { lens: "gradients", nodeLens: "delta" },
  saturated_gates: { lens: "weights", nodeLens: "a" },
  dead_filters: { lens: "weights", nodeLens: "a" },
  attention_uniform: { lens: "weights", nodeLens: "a" },
  attention_one_hot: { lens: "weights", nodeLens: "a" },
};

/** Returns the neuron, or the layer, to be selected. @param {Finding} finding @returns {Target | null} */
function targetOf({ target }) {
  if (!target) return null;
  const { layer, unit = null } = target;
  return unit === null ? { kind: "layer", layer } : { kind: "neuron", layer, index: unit };
}

/** Returns what to change in the view, where the finding is of a twin that of the twin; null if there is nothing to select. @param {Finding} finding @returns {Partial<View> | null} */
export function viewOf(finding) {
  const [target, picture] = [targetOf(finding), PICTURES[finding.rule]];
  const tab = finding.run === 1 ? { tab: /** @type {const} */ ("twins") } : {};
  if (picture) return { ...picture, ...tab };
  if (!target) return null;
  const shown = finding.target?.layer ?? 0;
  return { lens: "weights", nodeLens: "a", ...LENSES[finding.rule], ...tab, distributionLayer: shown, pinned: target, hover: target };
}
