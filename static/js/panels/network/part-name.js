/** Names the targets of a network that is not dense: a number of a node, a parameter of a block. */

import { t } from "../../base/words/i18n.js";
import { partNames } from "../../base/words/parts.js";

/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Target } from "../../types.js" */

/** @typedef {Extract<Target, { kind: "cell" | "edge" | "layer" }>} PartTarget */
/** @typedef {Extract<Target, { kind: "edge" }>} Edge */

/** Returns the name of a target, as a heading. @param {PartTarget} target @param {NetworkFields} network */
export function partName(target, network) {
  if (target.kind === "cell") return cellName(target, network);
  const block = partNames(network)[target.layer] ?? "";
  if (target.kind === "layer") return block;
  const user = network.nodes.find((group) => group.block === target.layer);
  if (user?.patches) return filterName(target, user.patches, network);
  const { rows = [], columns = [] } = network.blocks[target.layer] ?? {};
  const to = placeIn(rows, target.row);
  if (target.column === null) return t("bias.block", { block, to });
  return t("weight.block", { block, to, from: mapName(target.column, network) ?? placeIn(columns, target.column) });
}

/** Names a parameter of a filter. @param {Edge} target @param {NonNullable<NetworkFields["nodes"][number]["patches"]>} patches @param {NetworkFields} network */
function filterName({ layer, row, column }, { size, channels }, network) {
  const filter = row + 1;
  const stage = network.blocks.length > 2 ? t("convolution.name.stage", { stage: layer + 1 }) : "";
  if (column === null) return stage + t("convolution.name.b", { filter });
  const within = column % (size * size);
  const name = t("convolution.name.K", { filter, row: Math.floor(within / size) + 1, column: (within % size) + 1 });
  return stage + name + (channels > 1 ? t("convolution.name.of_map", { channel: Math.floor(column / (size * size)) + 1 }) : "");
}

/** Names the number of a pooled map that a weight of the output reads; null without maps. @param {number} column @param {NetworkFields} network */
function mapName(column, { nodes }) {
  const pooled = nodes.findLast(({ patches }) => patches !== null);
  if (!pooled?.patches) return null;
  const { channels, columns, size, stride } = pooled.patches;
  const each = pooled.n_rows / channels;
  const width = Math.floor((columns - size) / stride) + 1;
  const place = column % each;
  return t("weight.map", { map: Math.floor(column / each) + 1, row: Math.floor(place / width) + 1, column: (place % width) + 1 });
}

/** @param {Extract<Target, { kind: "cell" }>} target @param {NetworkFields} network */
function cellName({ node, site, row, column }, network) {
  const { sites, columns, nodes } = network;
  const number = gateName(node, row, network) ?? t("cell.number", { n: row + 1 });
  const isOnly = nodes.filter(({ name: other }) => other === node).flatMap((group) => group.sites).length === 1;
  const name = nodeName(node, isOnly && sites === "nth" ? null : site, sites);
  return columns > 1 ? t("cell.at", { name, position: column + 1, number }) : t("cell", { name, number });
}

/** Names a number of a node whose rows are of several parts, such as the gates of an LSTM: by its part; null for others. @param {string} node @param {number} row @param {NetworkFields} network */
function gateName(node, row, { kind, nodes, blocks }) {
  // the sigmoid of an LSTM has the first three of the four parts of its sum z
  const source = kind === "lstm" && node === "s" ? "z" : node;
  const { block = null, patches = null } = nodes.find(({ name }) => name === source) ?? {};
  // a filter is one row of its block and makes many numbers of its node
  const rows = block === null || patches ? [] : (blocks[block]?.rows ?? []);
  return rows.length > 1 ? placeIn(rows, row) : null;
}

/** Names a node: `h of time step 3`, `z of stage 1`, `h 2`. @param {string} node @param {number | null} site @param {NetworkFields["sites"]} sites */
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
