/** Finds the numbers of a graph's nodes in frames: of a name and a site, as in `NetworkFields.nodes`. Pure. */

import { section } from "../../net/frame.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/** @typedef {"node_value" | "node_grad"} Numbers sections with all numbers of the nodes */
/** @typedef {"node_rms" | "node_grad_rms"} Sizes sections with one number of each node */
/** @typedef {Pick<NetworkFields, "nodes" | "columns">} Nodes */
/** @typedef {NetworkFields["nodes"][number]} NodeGroup */

/**
 * The numbers of one node: a view into the frame, row by row.
 *
 * @typedef {object} NodeNumbers
 * @property {ArrayLike<number>} values
 * @property {number} start of the first number among them
 * @property {number} rows
 * @property {number} columns
 */

/** @typedef {{ at: number, start: number, rows: number, columns: number }} Place `at` counts nodes, `start` counts numbers */
/** @typedef {{ places: Map<string, Place>, count: number, length: number }} Plan */

/** @type {WeakMap<readonly NodeGroup[], Map<string, Plan>>} */
const plans = new WeakMap();

/** Whether a network is one of units and edges, which all views show. @param {Pick<NetworkFields, "kind">} network */
export const isDense = ({ kind }) => kind === "dense";

/** @param {string} name @param {number | null} site */
const keyOf = (name, site) => `${name},${site}`;

/** Returns where the numbers of each node are, the same for all frames that carry the same names. @param {Nodes} network @param {readonly string[]} names @param {boolean} isGradient */
function planOf({ nodes, columns }, names, isGradient) {
  const known = plans.get(nodes) ?? new Map();
  plans.set(nodes, known);
  const key = `${names.join()},${isGradient}`;
  const found = known.get(key) ?? makePlan(nodes, columns, names, isGradient);
  known.set(key, found);
  return found;
}

/** @param {readonly NodeGroup[]} nodes @param {number} columns @param {readonly string[]} names @param {boolean} isGradient @returns {Plan} */
function makePlan(nodes, columns, names, isGradient) {
  /** @type {Plan} */
  const plan = { places: new Map(), count: 0, length: 0 };
  for (const { name, n_rows: rows, sites, has_gradient } of nodes) {
    if (!names.includes(name) || (isGradient && !has_gradient)) continue;
    for (const site of sites) {
      plan.places.set(keyOf(name, site), { at: plan.count, start: plan.length, rows, columns });
      plan.count += 1;
      plan.length += rows * columns;
    }
  }
  return plan;
}

/**
 * Returns the numbers of a node.
 *
 * @param {Frame | null} frame
 * @param {Nodes | null} network that the frame is of
 * @param {string} name of the node
 * @param {number | null} site
 * @param {Numbers} [quantity]
 * @returns {NodeNumbers | null} null if the frame does not carry them
 */
export function nodeValues(frame, network, name, site, quantity = "node_value") {
  const values = section(frame, quantity)?.values;
  if (!network || !values) return null;
  const { places, length } = planOf(network, frame?.nodes ?? [], quantity === "node_grad");
  const place = places.get(keyOf(name, site));
  return place && values.length === length ? { values, start: place.start, rows: place.rows, columns: place.columns } : null;
}

/**
 * Returns the root mean square of a node's numbers, or of its gradient.
 *
 * @param {Frame | null} frame
 * @param {Nodes | null} network that the frame is of
 * @param {string} name of the node
 * @param {number | null} site
 * @param {Sizes} [quantity]
 * @returns {number | null} null if the frame does not carry it
 */
export function nodeSize(frame, network, name, site, quantity = "node_rms") {
  const values = section(frame, quantity)?.values;
  if (!network || !values) return null;
  const { places, count } = planOf(network, frame?.nodes ?? [], quantity === "node_grad_rms");
  const place = places.get(keyOf(name, site));
  return place && values.length === count ? (values[place.at] ?? null) : null;
}

/** Returns one number of a node; null if the frame does not carry it. @param {NodeNumbers | null} numbers @param {number} row @param {number} [column] */
export const numberAt = (numbers, row, column = 0) => numbers?.values[numbers.start + row * numbers.columns + column] ?? null;

/** Returns the groups of a network's nodes that have a name. @param {Nodes} network @param {string} name */
export const groupsOf = ({ nodes }, name) => nodes.filter((group) => group.name === name);

/** Returns the sites of a name, in their order. @param {Nodes} network @param {string} name */
export const sitesOf = (network, name) => groupsOf(network, name).flatMap(({ sites }) => sites);
