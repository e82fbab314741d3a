/** Chooses the network, and its layer or neuron, whose distributions are shown. Pure. */

/** @import { State } from "../../types.js" */

/** @typedef {{ run: 0 | 1, layer: number, row: number | null }} DistributionTarget `run` is 1 for the twin */

/**
 * Returns what is shown of the chosen network, or of the other one where it has no layers: the pinned neuron where it has one, or else
 * the chosen layer.
 *
 * @param {{ view: Pick<State["view"], "distributions" | "distributionRun" | "distributionLayer" | "pinned">, network: Pick<import("../../protocol.js").NetworkFields, "layers"> | null, twin?: Pick<import("../../types.js").Twin, "network"> | null }} state
 * @returns {DistributionTarget | null} null while nothing is shown
 */
export function distributionTarget({ view, network, twin = null }) {
  const own = [network, twin?.network].map((found) => found?.layers ?? []);
  const run = own[view.distributionRun]?.length ? view.distributionRun : own[1]?.length ? 1 : 0;
  const layers = own[run] ?? [];
  if (!view.distributions || layers.length === 0) return null;
  const { pinned } = view;
  if (pinned?.kind === "neuron" && pinned.index < (layers[pinned.layer]?.fan_out ?? 0)) return { run, layer: pinned.layer, row: pinned.index };
  return { run, layer: Math.min(view.distributionLayer, layers.length - 1), row: null };
}
