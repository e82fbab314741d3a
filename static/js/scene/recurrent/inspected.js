/** Which numbers of the network the cells and weights of a recurrent picture are. Pure. */

/** @import { Target } from "../../types.js" */
/** @import { Recurrence } from "./recurrence.js" */
/** @import { TimeTarget } from "./targets.js" */

/** Returns the number that a cell or a weight of the picture is; null for anything else, and for what is asked for. @param {TimeTarget | null} target @param {Recurrence} of @returns {Target | null} */
export function numberOf(target, { bands }) {
  if (target?.kind === "weight") return { kind: "edge", layer: target.block, row: target.row, column: target.column };
  if (target?.kind !== "cell") return null;
  const band = bands.find(({ name }) => name === target.band);
  if (!band || band.node === "y") return null;
  const { node, firstRow, perStep } = band;
  return { kind: "cell", node, site: perStep > 0 ? null : target.t, row: firstRow + target.t * perStep + target.row, column: 0 };
}

/** Returns the cell or the weight of the picture that a number is; null if it is not on the picture. @param {Target | null} number @param {Recurrence} of @returns {TimeTarget | null} */
export function timeTargetOf(number, { bands, nSteps }) {
  if (number?.kind === "edge") return { kind: "weight", block: number.layer, row: number.row, column: number.column };
  if (number?.kind !== "cell") return null;
  const band = bands.find(
    ({ node, firstRow, rows, perStep }) =>
      node === number.node && (perStep > 0 ? number.site === null : number.site !== null && number.row >= firstRow && number.row < firstRow + rows),
  );
  if (!band) return null;
  const { name, firstRow, perStep } = band;
  const row = number.row - firstRow;
  const t = perStep > 0 ? Math.floor(row / perStep) : (number.site ?? 0);
  return t < band.firstSite || t >= nSteps ? null : { kind: "cell", band: name, t, row: perStep > 0 ? row % perStep : row };
}
