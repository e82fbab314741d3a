/** What an attention network consists of, read from its operations. Pure. */

import { blockNumber, firstOf } from "../kinds/blocks.js";
import { groupsOf } from "../kinds/nodes.js";

/** @import { NetworkFields } from "../../protocol.js" */

/**
 * @typedef {object} Attention
 * @property {number} nPositions
 * @property {number} nHeads
 * @property {number} width rows of h
 * @property {number} nHidden
 * @property {number} nTokens rows of x that are tokens; the others are positions
 * @property {number} nOutputs
 * @property {boolean} isCausal whether a position reads none after it
 * @property {boolean} hasNorm
 * @property {ReturnType<typeof blockNumbers>} blocks the numbers of the blocks of parameters
 * @property {{ query: number, key: number, value: number }} first rows of queries, keys and values, in their node and in their block
 */

/** The sites of the last h, and of the output; the names of nodes are those of the engine. */
export const SITES = Object.freeze({ first: 0, middle: 1, last: 2, hidden: 0, output: 1 });

/** Finds the blocks of parameters by the names of the engine. @param {Pick<NetworkFields, "blocks">} network */
const blockNumbers = (network) => ({
  embedding: blockNumber(network, "embedding"),
  projection: blockNumber(network, "queries, keys and values"),
  attended: blockNumber(network, "attention output"),
  hidden: blockNumber(network, "hidden layer"),
  hiddenOutput: blockNumber(network, "hidden output"),
  output: blockNumber(network, "output"),
});

/** @param {NetworkFields | null} network @returns {Attention | null} null of any other kind */
export function attentionOf(network) {
  if (network?.kind !== "attention" || !network.sequence) return null;
  const { n_steps: nPositions, n_heads: nHeads, channels } = network.sequence;
  /** @param {string} name @param {number} site */
  const rows = (name, site) => groupsOf(network, name).find(({ sites }) => sites.includes(site))?.n_rows ?? 0;
  const blocks = blockNumbers(network);
  const projected = network.blocks[blocks.projection]?.rows ?? [];
  return {
    nPositions,
    nHeads,
    width: rows("h", SITES.first),
    nHidden: rows("a", SITES.hidden),
    nTokens: channels.length - nPositions,
    nOutputs: rows("a", SITES.output),
    isCausal: groupsOf(network, "A").some(({ kind }) => kind !== "attention"),
    hasNorm: groupsOf(network, "n").length > 0,
    blocks,
    first: { query: firstOf(projected, "query"), key: firstOf(projected, "key"), value: firstOf(projected, "value") },
  };
}

/** Whether a query may not read a key. @param {Pick<Attention, "isCausal">} attention @param {number} query @param {number} key */
export const isMasked = ({ isCausal }, query, key) => isCausal && key > query;
