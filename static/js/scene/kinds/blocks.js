/** Finds blocks of parameters by the names that the engine gives them, and parts of one by their labels. Pure. */

/** @import { BlockInfo, NetworkFields } from "../../protocol.js" */

/** Returns the number of a block, by which sections and commands call it; -1 if the network has none of that name. @param {Pick<NetworkFields, "blocks">} network @param {string} name */
export const blockNumber = ({ blocks }, name) => blocks.findIndex((block) => block.name === name);

/** Returns the first row, or column, of the part with a label; NaN if there is none. @param {BlockInfo["rows"]} parts @param {string} label */
export function firstOf(parts, label) {
  const place = parts.findIndex(([other]) => other === label);
  return place < 0 ? Number.NaN : parts.slice(0, place).reduce((sum, [, n]) => sum + n, 0);
}
