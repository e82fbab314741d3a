/** Which data a kind of network reads, and with which settings another kind begins. Pure. */

/** @import { PageData } from "../../types.js" */

/** @typedef {Pick<PageData, "networks" | "datasets">} Tables */

/** Own tables are columns of numbers. */
const OF_TABLES = ["columns"];

/** Returns the forms of the samples of a dataset: a name, or an own table. @param {unknown} dataset @param {Pick<Tables, "datasets">} tables */
export const formsOf = (dataset, { datasets }) => (typeof dataset === "string" ? (datasets[dataset]?.forms ?? OF_TABLES) : OF_TABLES);

/** Returns whether a kind of network reads a dataset. @param {string} kind @param {unknown} dataset @param {Tables} tables */
export const reads = (kind, dataset, tables) => formsOf(dataset, tables).includes(tables.networks[kind]?.reads ?? "");

/** Returns the kinds of networks that read a dataset. @param {unknown} dataset @param {Tables} tables */
export const kindsFor = (dataset, tables) => Object.keys(tables.networks).filter((kind) => reads(kind, dataset, tables));

/**
 * Returns the settings with which another kind of network begins: of data and size the
 * present ones as far as it can have them.
 *
 * @param {string} kind
 * @param {Record<string, unknown>} experiment
 * @param {Tables} tables
 * @returns {Record<string, unknown>}
 */
export function fittingFields(kind, experiment, tables) {
  const network = tables.networks[kind];
  if (!network) return { network: kind };
  const { data, hidden } = network.fitting;
  const present = /** @type {number[]} */ (experiment["hidden"] ?? []);
  // Layers of units are no stages of filters.
  const isKept = isSize(present, network) && (experiment["network"] !== "dense" || kind === "dense" || present.length === hidden.length);
  return {
    network: kind,
    ...(reads(kind, experiment["dataset"], tables) ? {} : { ...data, output: null }),
    ...(isKept ? {} : { hidden }),
  };
}

/** Whether a kind of network may have these numbers of units. @param {readonly number[]} hidden @param {PageData["networks"][string]} network */
const isSize = (hidden, { n_layers: [fewest, most], n_units: [low, high] }) =>
  hidden.length >= fewest && hidden.length <= most && hidden.every((n) => n >= low && n <= high);
