/** Which number of the network a cell of an attention picture is. Pure. */

import { panelOf, panelsOf } from "./panels.js";

/** @import { Target } from "../../types.js" */
/** @import { Cell } from "./layout.js" */
/** @import { Attention } from "./structure.js" */

/** @param {Cell | null} cell @param {Attention} attention @returns {Target | null} */
export function numberOf(cell, attention) {
  const panel = cell && panelOf(panelsOf(attention), cell.key);
  if (!panel) return null;
  const { node, gradNode, site, from } = panel;
  return { kind: "cell", node: cell.isGrad ? gradNode : node, site, row: from + cell.column, column: cell.row };
}
