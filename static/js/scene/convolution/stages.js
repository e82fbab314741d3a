/** Reads from the description of a convolutional network what its stages and its output are. Pure. */

/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Head, Net, Stage } from "./types.js" */

/** @typedef {NetworkFields["nodes"][number]} Group nodes of one name and one size */
/** @typedef {NonNullable<Group["patches"]>} Patches */

/** Returns the number of positions down and across. @param {Patches} patches @returns {[number, number]} */
const gridOf = ({ rows, columns, size, stride }) => [Math.floor((rows - size) / stride) + 1, Math.floor((columns - size) / stride) + 1];

/**
 * Returns the stages of a network in order, and its output; null if it reads no pictures.
 *
 * @param {NetworkFields | null} network
 * @returns {Net | null}
 */
export function netOf(network) {
  if (!network?.picture || network.kind !== "convolution") return null;
  /** @param {string} name @param {number} site */
  const find = (name, site) => network.nodes.find((group) => group.name === name && group.sites.includes(site));
  /** @type {Stage[]} */
  const stages = [];
  for (let site = 0; ; site += 1) {
    const [z, a, pool] = [find("z", site), find("a", site), find("pool", site)];
    if (!z?.patches || !a || !pool?.patches) break;
    const map = gridOf(z.patches);
    stages.push({
      site,
      block: z.block ?? site,
      n_filters: pool.patches.channels,
      channels: z.patches.channels,
      size: z.patches.size,
      map,
      pooled: gridOf(pool.patches),
      activation: a.kind,
      isMaxPool: pool.kind.startsWith("max"),
      square: pool.patches.size,
      hasBias: network.blocks[z.block ?? site]?.use_bias ?? false,
    });
  }
  const [last, z, a] = [stages.at(-1), find("z", stages.length), find("a", stages.length)];
  if (!last || !z || !a) return null;
  /** @type {Head} */
  const head = {
    site: stages.length,
    block: z.block ?? stages.length,
    n_outputs: z.n_rows,
    n_maps: last.n_filters,
    map: last.pooled,
    activation: a.kind,
    hasBias: network.blocks[z.block ?? stages.length]?.use_bias ?? false,
  };
  return { picture: network.picture, stages, head };
}

/** Returns the rows and columns of the maps that a stage reads: the picture, or what the stage before has pooled. @param {Net} net @param {number} stage @returns {readonly [number, number]} */
export const readMap = ({ picture, stages }, stage) => stages[stage - 1]?.pooled ?? picture;

/**
 * Returns the rows and columns that the last stage has left, and the fewest that one more stage like it can read; null if there is none.
 *
 * @param {Net | null} net
 */
export function roomOf(net) {
  const last = net?.stages.at(-1);
  if (!last) return null;
  const [[rows, columns], least] = [last.pooled, last.size - 1 + last.square];
  return { maps: { rows, columns, least }, isEnough: Math.min(rows, columns) >= least };
}
