/** Names the targets of a network that is not dense: a number of a node, a parameter of a block. */

import { t } from "../../base/words/i18n.js";
import { partNames } from "../../base/words/parts.js";

/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Target } from "../../types.js" */

/** @typedef {Extract<Target, { kind: "cell" | "edge" | "layer" }>} PartTarget */

/** Returns the name of a target, as a heading. @param {PartTarget} target @param {NetworkFields} network */
export function partName(target, network) {
  if (target.kind === "cell") return cellName(target, network);
  const block = partNames(network)[target.layer] ?? "";
  if (target.kind === "layer") return block;
  const { rows = [], columns = [] } = network.blocks[target.layer] ?? {};
  const to = placeIn(rows, target.row);
  return target.column === null ? t("bias.block", { block, to }) : t("weight.block", { block, to, from: placeIn(columns, target.column) });
}

/** @param {Extract<Target, { kind: "cell" }>} target @param {NetworkFields} network */
function cellName({ node, site, row, column }, { kind, sequence, columns, nodes }) {
  const number = t("cell.number", { n: row + 1 });
  const sites = sitesOf({ kind, sequence });
  const isOnly = nodes.filter(({ name: other }) => other === node).flatMap((group) => group.sites).length === 1;
  const name = nodeName(node, isOnly && sites === "nth" ? null : site, sites);
  return columns > 1 ? t("cell.at", { name, position: column + 1, number }) : t("cell", { name, number });
}

/** @typedef {"step" | "stage" | "nth"} Sites what the sites of a kind of network count */

/** @param {Pick<NetworkFields, "kind" | "sequence">} network @returns {Sites} */
export function sitesOf({ kind, sequence }) {
  if (kind === "convolution") return "stage";
  return kind === "attention" || sequence === null ? "nth" : "step";
}

/** Names a node: `h of time step 3`, `z of stage 1`, `h 2`. @param {string} node @param {number | null} site @param {Sites} sites */
export function nodeName(node, site, sites) {
  if (site === null) return node;
  return site < 0 ? t("cell.start", { node }) : t(`cell.${sites}`, { node, n: site + 1 });
}

/** Names a row or a column of a block: of a part with several, also which one. @param {NetworkFields["blocks"][number]["rows"]} parts @param {number} index */
function placeIn(parts, index) {
  let before = 0;
  for (const [label, n] of parts) {
    if (index < before + n) return n === 1 ? label : `${label} ${index - before + 1}`;
    before += n;
  }
  return "";
}
