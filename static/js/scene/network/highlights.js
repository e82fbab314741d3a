/** Chooses what is marked on the network: the selection, what the last op has computed, dead units, what is not computed yet. Pure. */

import { edgeWidth } from "../../painters/network/edges.js";
import { densityOf } from "./edges.js";
import { edgesOf, unitsOf } from "./op-marks.js";
import { isEdgeOf, isNodeOf } from "./targets.js";
import { unitHealth } from "./unit-health.js";

/** @import { EdgeItem, Frame, NetworkShape, NodeShape, Target, Theme } from "../../types.js" */
/** @import { HighlightItems } from "../../painters/network/highlights.js" */
/** @import { MarkedOp } from "./op-marks.js" */

/**
 * @param {NetworkShape} shape
 * @param {object} state
 * @param {readonly (Target | null)[]} state.targets hovered or pinned
 * @param {MarkedOp | null} state.op what the last op has computed, while the run is stepped by ops
 * @param {Frame | null} state.frame
 * @param {NodeShape[]} state.unknown neurons whose number there is not yet
 * @param {() => Float32Array} state.shares returns the share of each edge; called only for edges
 * @param {Theme} theme
 * @returns {HighlightItems}
 */
export function highlightItems(shape, { targets, op, frame, unknown, shares }, theme) {
  const chosen = targets.filter((target) => target !== null);
  return {
    edges: chosen.some(({ kind }) => kind === "edge") ? edgeItems(shape, chosen, shares(), theme) : [],
    nodes: shape.nodes.filter((node) => chosen.some((target) => isNodeOf(target, node))),
    active: unitsOf(shape, op),
    glowing: edgesOf(shape, op),
    dead: deadUnits(shape, frame),
    unknown,
    phase: phaseOf(op),
  };
}

/** @param {HighlightItems} items */
export const isEmpty = ({ edges, nodes, active, glowing, dead, unknown }) => [edges, nodes, active, glowing, dead, unknown].every(({ length }) => length === 0);

/** Returns the hidden neurons that are dead. @param {NetworkShape} shape @param {Frame | null} frame @returns {NodeShape[]} */
export function deadUnits({ nodes, columns }, frame) {
  const outputLayer = columns.length - 2;
  return nodes.filter(({ kind, layer, index }) => kind === "neuron" && layer < outputLayer && unitHealth(frame, layer, index) === "dead");
}

/** @param {MarkedOp | null} op */
function phaseOf(op) {
  if (!op) return null;
  return op.phase === "forward" || op.phase === "update" ? op.phase : "backward";
}

/** @param {NetworkShape} shape @param {readonly Target[]} targets @param {Float32Array} shares @param {Theme} theme @returns {EdgeItem[]} */
function edgeItems(shape, targets, shares, theme) {
  return shape.edges.flatMap((edge, i) => {
    if (!targets.some((target) => isEdgeOf(target, edge))) return [];
    const share = shares[i] || 0;
    return [{ ...edge, share, width: edgeWidth(share, densityOf(shape, theme.rem), theme) }];
  });
}
