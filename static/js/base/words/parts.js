/** Names of the parts of a network that have parameters: the layers of a dense one, the blocks of another. */

import { layerNames, tIf } from "./i18n.js";

/** @import { NetworkFields } from "../../protocol.js" */

/** @param {Pick<NetworkFields, "kind" | "layers" | "blocks"> | null} network @returns {string[]} */
export const partNames = (network) =>
  !network || network.kind === "dense" ? layerNames(network?.layers.length ?? 0) : network.blocks.map(({ name }) => blockName(name));

/** Names a block of parameters; one without words of the page keeps its own name. @param {string} name */
function blockName(name) {
  const word = name.replace(/\W+/g, "_");
  return tIf(`block.${word}`) ?? name;
}
