/** Translates what is selected in the picture of a recurrent network to what the whole page selects, and back. Pure. */

import { exists } from "../network/targets.js";

/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Target } from "../../types.js" */
/** @import { Recurrence } from "./recurrence.js" */
/** @import { TimeTarget } from "./targets.js" */

/** Returns the weight, or the cell of a node, that a target is; null for what only the picture has. @param {TimeTarget} target @param {Recurrence} of @returns {Target | null} */
export function toShared(target, of) {
  if (target.kind === "weight") return { kind: "edge", layer: target.block, row: target.row, column: target.column };
  const band = target.kind === "cell" && of.bands.find(({ name }) => name === target.band);
  if (!band || band.node === "y") return null;
  const { node, firstRow, perStep, firstSite } = band;
  return { kind: "cell", node, site: perStep === 0 ? target.t : null, row: firstRow + (target.t - firstSite) * perStep + target.row, column: 0 };
}

/** Returns where a selected weight or cell is in the picture; null if it is not there. @param {Target | null} target @param {Recurrence | null} of @param {NetworkFields | null} network @returns {TimeTarget | null} */
export function fromShared(target, of, network) {
  if (!of || !target || !exists(target, network)) return null;
  if (target.kind === "edge") return { kind: "weight", block: target.layer, row: target.row, column: target.column };
  if (target.kind !== "cell") return null;
  for (const { name, node, rows, firstRow, perStep, firstSite } of of.bands) {
    const inBand = target.row - firstRow;
    const [step, row] = perStep === 0 ? [0, inBand] : [Math.floor(inBand / perStep), inBand % perStep];
    if (node === target.node && row >= 0 && row < rows) return { kind: "cell", band: name, t: (target.site ?? firstSite) + step, row };
  }
  return null;
}
