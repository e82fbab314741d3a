/** Matches targets with the nodes and edges of a shape. Pure. */

/** @import { EdgeShape, NetworkShape, NodeShape, Target } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/** Returns whether a network has the target. @param {Target | null} target @param {NetworkFields | null} network */
export function exists(target, network) {
  if (!target || !network) return false;
  if (target.kind === "loss") return true;
  if (network.kind !== "dense") return isPart(target, network);
  if (target.kind === "cell") return false;
  if (target.kind === "input") return target.index < network.input_names.length;
  const layer = network.layers[target.layer];
  if (!layer) return false;
  if (target.kind === "layer") return true;
  if (target.kind === "neuron") return target.index < layer.fan_out;
  return target.row < layer.fan_out && (target.column ?? 0) < layer.fan_in;
}

/** The rows, or the columns, of a block. @param {NetworkFields["blocks"][number]["rows"]} parts */
const countOf = (parts) => parts.reduce((sum, [, n]) => sum + n, 0);

/** Returns whether a network that is not dense has the target. @param {Target} target @param {NetworkFields} network */
function isPart(target, { nodes, blocks, columns }) {
  if (target.kind === "cell") {
    const { node, site, row, column } = target;
    return column < columns && nodes.some(({ name, sites, n_rows }) => name === node && sites.includes(site) && row < n_rows);
  }
  const block = target.kind === "edge" || target.kind === "layer" ? blocks[target.layer] : undefined;
  if (!block || target.kind !== "edge") return block !== undefined;
  return target.row < countOf(block.rows) && (target.column === null ? block.use_bias : target.column < countOf(block.columns));
}

/** Returns whether a node is the target, a unit of the layer that is, or the circle of the bias that is. @param {Target} target @param {Pick<NodeShape, "kind" | "layer" | "index">} node */
export function isNodeOf(target, { kind, layer, index }) {
  if (target.kind === "layer") return kind === "neuron" && target.layer === layer;
  if (target.kind === "edge") return kind === "bias" && target.layer === layer && target.column === null;
  if ((target.kind !== "input" && target.kind !== "neuron") || target.kind !== kind || target.index !== index) return false;
  return target.kind === "input" || target.layer === layer;
}

/** @param {Target} target @param {Pick<EdgeShape, "layer" | "row" | "column">} edge */
export const isEdgeOf = (target, { layer, row, column }) => target.kind === "edge" && target.layer === layer && target.row === row && target.column === column;

/** Returns the position of a node, of the first one of a layer, or the middle of an edge; the origin if it is not drawn. @param {Target} target @param {NetworkShape} shape @returns {[number, number]} */
export function positionOf(target, { nodes, edges }) {
  const node = nodes.find((other) => other.kind !== "bias" && isNodeOf(target, other));
  if (node) return [node.x, node.y];
  const edge = edges.find((other) => isEdgeOf(target, other));
  return edge ? [(edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2] : [0, 0];
}

/** @param {Target | null} a @param {Target | null} b */
export function sameTarget(a, b) {
  if (a === b) return true;
  if (!a || !b || a.kind !== b.kind) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
