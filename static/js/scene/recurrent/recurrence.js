/** What a recurrent network is made of, read from the fields of the network: bands of cells over time, and the shared matrices beside them. Pure. */

import { blockNumber, firstOf } from "../kinds/blocks.js";
import { groupsOf, sitesOf } from "../kinds/nodes.js";

/** @import { BlockInfo, NetworkFields } from "../../protocol.js" */

/**
 * What a band shows at each time step: some rows of a node, or the targets.
 *
 * @typedef {object} BandSource
 * @property {BandName} name
 * @property {string} node the node whose rows the band shows; `y` for targets
 * @property {boolean} isUnits whether each row is one of the units
 * @property {number} rows
 * @property {number} firstRow of the node's rows
 * @property {number} perStep rows by which a time step lies further down, in a node that holds all steps; else 0
 * @property {number} firstSite the first time step that the band has cells of
 * @property {number | null} block of the parameters whose rows make this band
 * @property {number} blockRow the first of those rows
 */

/** @typedef {"target" | "outcome" | "h" | "output" | "c" | "forget" | "input" | "candidate" | "x"} BandName */

/**
 * @typedef {object} Recurrence
 * @property {number} nSteps
 * @property {number} nUnits
 * @property {string[]} channels the names of the inputs of a time step
 * @property {number} nOutputs
 * @property {boolean} isLstm
 * @property {"h" | "c"} state the node whose gradient is followed over time
 * @property {boolean} hasOutputs whether every time step has an output
 * @property {readonly number[]} walls time steps whose states before pass no gradient on
 * @property {number} cell the number of the cell's block of parameters
 * @property {number} output the number of the output's block
 * @property {readonly boolean[]} hasBias of each block
 * @property {BandSource[]} bands from top to bottom
 */

/** @type {WeakMap<NetworkFields, Recurrence | null>} */
const known = new WeakMap();

/** Returns what a network is made of; null for one of another kind. @param {NetworkFields | null} network @returns {Recurrence | null} */
export function recurrenceOf(network) {
  if (!network) return null;
  const found = known.get(network) ?? read(network);
  known.set(network, found);
  return found;
}

/** @param {NetworkFields} network @returns {Recurrence | null} */
function read(network) {
  const { sequence, blocks, kind } = network;
  const [cell, output] = [blockNumber(network, "cell"), blockNumber(network, "output")];
  const [ofCell, ofOutput] = [blocks[cell], blocks[output]];
  if (!sequence || !ofCell || !ofOutput || (kind !== "rnn" && kind !== "lstm")) return null;
  const isLstm = kind === "lstm";
  const nUnits = groupsOf(network, "h")[0]?.n_rows ?? 0;
  const nOutputs = ofOutput.rows.reduce((sum, [, n]) => sum + n, 0);
  const { n_steps: nSteps, channels, walls } = sequence;
  const hasOutputs = sequence.n_target_steps > 1;
  const shared = { nSteps, nUnits, nOutputs, isLstm, hasOutputs, cell, output };
  return {
    ...shared,
    channels: [...channels],
    state: isLstm ? "c" : "h",
    walls,
    hasBias: blocks.map(({ use_bias }) => use_bias),
    bands: [...outputBands(network, shared), ...stateBands(isLstm, nUnits, cell, ofCell.rows), inputBand(channels.length)],
  };
}

/** @param {NetworkFields} network @param {Pick<Recurrence, "nSteps" | "nOutputs" | "hasOutputs" | "output">} shared @returns {BandSource[]} */
function outputBands(network, { nSteps, nOutputs, hasOutputs, output }) {
  const firstSite = hasOutputs ? 0 : nSteps - 1;
  const isJoined = !sitesOf(network, "a").includes(nSteps - 1);
  const shared = { isUnits: false, rows: nOutputs, firstRow: 0, firstSite };
  return [
    { name: "target", node: "y", ...shared, perStep: nOutputs, block: null, blockRow: 0 },
    { name: "outcome", node: "a", ...shared, perStep: isJoined ? nOutputs : 0, block: output, blockRow: 0 },
  ];
}

/** @param {boolean} isLstm @param {number} rows @param {number} block of the cell @param {BlockInfo["rows"]} parts of its rows @returns {BandSource[]} */
function stateBands(isLstm, rows, block, parts) {
  const shared = { isUnits: true, rows, perStep: 0, firstSite: 0 };
  if (!isLstm) return [{ name: "h", node: "h", firstRow: 0, ...shared, block, blockRow: 0 }];
  /** Returns the band of rows that are also the first rows of s, or all of g. @param {"input" | "forget" | "output" | "candidate"} name @returns {BandSource} */
  const gate = (name) => {
    const isGate = name !== "candidate";
    const blockRow = firstOf(parts, isGate ? `${name} gate` : name);
    return { name, node: isGate ? "s" : "g", firstRow: isGate ? blockRow : 0, ...shared, block, blockRow };
  };
  return [
    { name: "h", node: "h", firstRow: 0, ...shared, block: null, blockRow: 0 },
    gate("output"),
    { name: "c", node: "c", firstRow: 0, ...shared, block: null, blockRow: 0 },
    gate("forget"),
    gate("input"),
    gate("candidate"),
  ];
}

/** @param {number} rows @returns {BandSource} */
const inputBand = (rows) => ({ name: "x", node: "x", isUnits: false, rows, firstRow: 0, perStep: rows, firstSite: 0, block: null, blockRow: 0 });

/** The bands that can be folded. */
export const FOLDABLE = /** @type {const} */ (["output", "c", "forget", "input", "candidate"]);

/** The nodes whose numbers the picture shows, of an LSTM those of the bands that are not folded, and the forget gate for the factors. @param {Recurrence} of @param {ReadonlySet<BandName>} folded */
export function nodesOf({ isLstm }, folded) {
  if (!isLstm) return ["x", "h", "z", "a"];
  return ["x", "h", "c", "s", ...(folded.has("candidate") ? [] : ["g"]), "a"];
}

/** The name of a band's or a node's weights: of what they read and make. @param {number} block @param {number | null} column of the block @param {Pick<Recurrence, "channels" | "output">} of @returns {"xh" | "hh" | "hy" | "b" | "by"} */
export function weightName(block, column, { channels, output }) {
  if (block === output) return column === null ? "by" : "hy";
  if (column === null) return "b";
  return column < channels.length ? "xh" : "hh";
}
