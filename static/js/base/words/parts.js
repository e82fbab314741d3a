/** Names of the parts of a network that have parameters: the layers of a dense one, the blocks of another. */

import { layerNames, tIf } from "./i18n.js";

/** @import { NetworkFields } from "../../protocol.js" */

/** Returns whether the blocks of a network are layers, the last of them the output. @param {Pick<NetworkFields, "sites">} network */
export const hasLayers = ({ sites }) => sites === "layer" || sites === "stage";

/** @param {Pick<NetworkFields, "sites" | "blocks"> | null} network @returns {string[]} */
export function partNames(network) {
  if (!network) return [];
  return hasLayers(network) ? layerNames(network.blocks.length) : network.blocks.map(({ name }) => blockName(name));
}

/** Names a block of parameters; one without words of the page keeps its own name. @param {string} name */
function blockName(name) {
  const word = name.replace(/\W+/g, "_");
  return tIf(`block.${word}`) ?? name;
}
