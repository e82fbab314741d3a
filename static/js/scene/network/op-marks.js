/** What an operation of a step has computed: units, or the edges of weights. Pure. */

/** @import { EdgeShape, NetworkShape, NodeShape } from "../../types.js" */

/**
 * An operation; `writes` are the quantities that it computes, where they are known.
 *
 * @typedef {{ phase: string, layer: number | null, writes?: readonly string[] }} MarkedOp
 */

/** The quantities that each weight has. */
const OF_WEIGHTS = new Set(["dW", "update", "W"]);

/** Returns whether an operation computes something of the weights. @param {MarkedOp} op */
const isOfWeights = ({ phase, writes }) => writes?.some((quantity) => OF_WEIGHTS.has(quantity)) ?? phase === "update";

/** Returns the neurons whose numbers an operation computes: of its layer; without one of the output for the loss, and else of all. @param {NetworkShape} shape @param {MarkedOp | null} op @returns {NodeShape[]} */
export function unitsOf({ nodes, columns }, op) {
  if (!op || isOfWeights(op) || op.phase === "update") return [];
  const only = op.phase === "loss" ? columns.length - 2 : op.layer;
  return nodes.filter(({ kind, layer }) => kind === "neuron" && (only === null || layer === only));
}

/** Returns the edges whose numbers an operation computes; none unless its quantities are known. @param {NetworkShape} shape @param {MarkedOp | null} op @returns {EdgeShape[]} */
export function edgesOf({ edges }, op) {
  if (!op?.writes || !isOfWeights(op)) return [];
  return edges.filter(({ layer }) => op.layer === null || layer === op.layer);
}
