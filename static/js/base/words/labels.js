/** Names of values and inputs: the engine has labels of its own, an uploaded table the headings of its columns. */

import { computed } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PageData, State } from "../../types.js" */

/** @import { Label } from "./sentence.js" */

/** @typedef {ReturnType<typeof inputLabels>} InputLabels */

/** Returns the labels of the values of settings. @param {PageData} page @param {InputLabels} input as `inputLabels` returns it @returns {Label} */
export const valueLabels = (page, input) =>
  Object.assign(
    /** @type {Label} */ (
      (field, value) => (field === "axes" || field === "features" ? input(value) : (page.labels[field]?.[value] ?? value.replaceAll("_", " ")))
    ),
    { kind: input.kind },
  );

/**
 * @param {ReadonlySignal<State>} state
 * @param {PageData} page
 * @returns {((name: string) => string) & { kind?: () => string }} tracks the dataset when it is called in an effect
 */
export function inputLabels(state, page) {
  /** Serialized, so that the signal changes only when the names do. */
  const given = computed(() => {
    const dataset = state.value.experiment?.["dataset"];
    return JSON.stringify(typeof dataset === "object" && dataset !== null && "names" in dataset ? dataset.names : []);
  });
  const own = computed(() => new Map(/** @type {string[]} */ (JSON.parse(given.value)).map((name, k) => [`x${k + 1}`, name])));
  return Object.assign(
    (/** @type {string} */ name) =>
      own.value.get(name) ?? derivedLabel(page.features[name], own.value) ?? page.labels["features"]?.[name] ?? name.replaceAll("_", " "),
    { kind: () => String(state.value.experiment?.["network"]) },
  );
}

/**
 * Names a feature after the columns that it is computed from: `width²`, `width × height`, `sin (petal width)`.
 *
 * @param {PageData["features"][string] | undefined} factors
 * @param {ReadonlyMap<string, string>} own
 * @returns {string | null} null if a column has no name
 */
function derivedLabel(factors, own) {
  if (!factors?.every(([column]) => own.has(column))) return null;
  return factors.map(([column, name]) => factorLabel(own.get(column) ?? "", name, factors.length > 1)).join(" × ");
}

/** @param {string} column @param {string} name of the function @param {boolean} isProduct */
function factorLabel(column, name, isProduct) {
  const isPlain = /^[\p{L}\p{N}_]+$/u.test(column);
  const part = isPlain || (name === "identity" && !isProduct) ? column : `(${column})`;
  if (name === "identity") return part;
  return name === "square" ? `${part}²` : `${name} ${part}`;
}
