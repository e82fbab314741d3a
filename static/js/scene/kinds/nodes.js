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
/** The sites of each name. @typedef {{ places: Map<string, Map<number | null, Place>>, count: number, length: number }} Plan */

/** Plans of values and of gradients, by the nodes of a network and the names that its frames carry. @type {WeakMap<readonly NodeGroup[], WeakMap<readonly string[], [Plan, Plan]>>} */
const plans = new WeakMap();

/** @type {readonly string[]} */
const NO_NAMES = Object.freeze([]);

/** Whether a network is one of units and edges, which all views show. @param {Pick<NetworkFields, "kind">} network */
export const isDense = ({ kind }) => kind === "dense";

/** Returns where the numbers of each node are, the same for all frames of a layout. @param {Nodes} network @param {readonly string[]} names @param {boolean} isGradient */
function planOf({ nodes, columns }, names, isGradient) {
  const ofNetwork = plans.get(nodes) ?? new WeakMap();
  plans.set(nodes, ofNetwork);
  /** @type {[Plan, Plan]} */
  const found = ofNetwork.get(names) ?? [makePlan(nodes, columns, names, false), makePlan(nodes, columns, names, true)];
  ofNetwork.set(names, found);
  return found[isGradient ? 1 : 0];
}

/** @param {readonly NodeGroup[]} nodes @param {number} columns @param {readonly string[]} names @param {boolean} isGradient @returns {Plan} */
function makePlan(nodes, columns, names, isGradient) {
  /** @type {Plan} */
  const plan = { places: new Map(), count: 0, length: 0 };
  for (const { name, n_rows: rows, sites, has_gradient } of nodes) {
    if (!names.includes(name) || (isGradient && !has_gradient)) continue;
    const places = plan.places.get(name) ?? new Map();
    plan.places.set(name, places);
    for (const site of sites) {
      places.set(site, { at: plan.count, start: plan.length, rows, columns });
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
  const { places, length } = planOf(network, frame?.nodes ?? NO_NAMES, quantity === "node_grad");
  const place = places.get(name)?.get(site);
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
  const { places, count } = planOf(network, frame?.nodes ?? NO_NAMES, quantity === "node_grad_rms");
  const place = places.get(name)?.get(site);
  return place && values.length === count ? (values[place.at] ?? null) : null;
}

/** Returns one number of a node; null if the frame does not carry it. @param {NodeNumbers | null} numbers @param {number} row @param {number} [column] */
export const numberAt = (numbers, row, column = 0) => numbers?.values[numbers.start + row * numbers.columns + column] ?? null;

/** Returns the groups of a network's nodes that have a name. @param {Nodes} network @param {string} name */
export const groupsOf = ({ nodes }, name) => nodes.filter((group) => group.name === name);

/** Returns the sites of a name, in their order. @param {Nodes} network @param {string} name */
export const sitesOf = (network, name) => groupsOf(network, name).flatMap(({ sites }) => sites);
