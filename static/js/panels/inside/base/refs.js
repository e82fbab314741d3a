/** What a number of a derivation refers to: the target to go to, and the kind that its colour tells. Pure. */

/** @import { Target } from "../../../types.js" */
/** @import { NetworkFields, RefFields } from "../../../protocol.js" */

/** @typedef {"weight" | "forward" | "backward" | "constant" | "plain"} Tone */

/** Returns the target that a number of a network belongs to; null for a number that is on no target. @param {RefFields | null} ref @param {NetworkFields | null} [network] @returns {Target | null} */
export function targetOf(ref, network = null) {
  if (!ref) return null;
  const { node, layer, row, column } = ref;
  if (node === "loss") return { kind: "loss" };
  if (row === null) return null;
  if (network && node !== "" && network.kind !== "dense") return { kind: "cell", node, site: siteOf(node, layer, network), row, column: column ?? 0 };
  if (node === "x") return { kind: "input", index: row };
  return node === "" ? { kind: "edge", layer, row, column } : { kind: "neuron", layer, index: row };
}

/** Returns the site of a node as the network has it: -1 is the start of a sequence, or means none. @param {string} node @param {number} site @param {NetworkFields} network */
const siteOf = (node, site, { nodes }) => (nodes.some(({ name, sites }) => name === node && sites.includes(site)) ? site : null);

/** @type {Readonly<Record<string, Tone>>} */
const TONES = {
  W: "weight",
  update: "weight",
  dW: "backward",
  g: "backward",
  grad: "backward",
  local: "constant",
  mask: "constant",
  value: "forward",
  y: "plain",
  loss: "plain",
};

/** @param {RefFields | null} ref @param {boolean} [isConstant] @returns {Tone} */
export function toneOf(ref, isConstant = false) {
  if (isConstant) return "constant";
  return ref ? (TONES[ref.quantity] ?? "backward") : "plain";
}
