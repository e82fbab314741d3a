/** The grids of the picture of an attention network: rows of a value, with a line for each position. Pure. */

import { SITES } from "./structure.js";

/** @import { Attention } from "./structure.js" */

/**
 * A grid shows some rows of a node turned round: its lines are the positions of the
 * sequence, which for scores and weights are the queries; its columns are the rows of the
 * node, which there are the keys.
 *
 * @typedef {object} Grid
 * @property {string} key
 * @property {string} symbol
 * @property {string} gradSymbol
 * @property {string} node
 * @property {number} site
 * @property {string} gradNode whose gradient the grid has: z of a fused output
 * @property {number} from first row of the node
 * @property {number} columns how many rows
 * @property {number | null} head of scores and weights
 * @property {string} family grids whose colours have one scale
 * @property {number} rank which grid is left out first where there is no room: that of the highest
 * @property {"vector" | "keys" | "tokens"} form
 */

/** The heads as signs below a letter. */
const BELOW = ["₁", "₂"];

/** @param {Partial<Grid> & Pick<Grid, "key" | "symbol" | "node" | "columns" | "family" | "rank">} more @returns {Grid} */
const grid = (more) => ({ gradSymbol: `d${more.symbol}`, gradNode: more.node, site: 0, from: 0, head: null, form: "vector", ...more });

/** The grids of each network, which are asked for with every frame. @type {WeakMap<Attention, readonly Grid[]>} */
const known = new WeakMap();

/** Returns the grids from the left, as a sequence passes them. @param {Attention} attention @returns {readonly Grid[]} */
export function gridsOf(attention) {
  const found = known.get(attention) ?? makeGrids(attention);
  known.set(attention, found);
  return found;
}

/** @param {Attention} attention @returns {Grid[]} */
function makeGrids(attention) {
  const { width, nHidden, nOutputs, first } = attention;
  const h = { node: "h", columns: width };
  const qkv = { node: "qkv", columns: width, family: "qkv", rank: 0 };
  return [
    grid({ ...h, key: "h", symbol: "h", family: "h", site: SITES.first, rank: 2 }),
    grid({ ...qkv, key: "Q", symbol: "Q", from: first.query }),
    grid({ ...qkv, key: "K", symbol: "K", from: first.key }),
    grid({ ...qkv, key: "V", symbol: "V", from: first.value }),
    ...headGrids(attention),
    grid({ key: "C", symbol: "C", node: "C", columns: width, family: "qkv", rank: 3 }),
    grid({ ...h, key: "h1", symbol: "h′", family: "h1", site: SITES.middle, rank: 5 }),
    grid({ key: "a", symbol: "a", node: "a", site: SITES.hidden, columns: nHidden, family: "a", rank: 1 }),
    grid({ ...h, key: "h2", symbol: "h″", family: "h2", site: SITES.last, rank: 4 }),
    grid({
      ...{ key: "p", symbol: "p", gradSymbol: "dz", node: "a", gradNode: "z", site: SITES.output },
      ...{ columns: nOutputs, family: "p", rank: 0, form: "tokens" },
    }),
  ];
}

/** @param {Attention} attention @returns {Grid[]} */
function headGrids({ nHeads, nPositions }) {
  return Array.from({ length: nHeads }, (_, head) => {
    const more = { columns: nPositions, from: head * nPositions, head, rank: 0, form: /** @type {const} */ ("keys") };
    const sign = nHeads > 1 ? (BELOW[head] ?? "") : "";
    return ["S", "A"].map((name) => grid({ ...more, key: `${name}${head}`, symbol: name + sign, node: name, family: name }));
  }).flat();
}

/** The names of all nodes that the grids and their derivations need. */
export const NODES = Object.freeze(["x", "h", "qkv", "S", "A", "C", "a", "z"]);

/** Returns the grid of a key. @template {{ key: string }} P @param {readonly P[]} grids @param {string} key */
export const gridOf = (grids, key) => grids.find((each) => each.key === key) ?? null;
