/** Names of values and inputs: the engine has labels of its own, an uploaded table the headings of its columns. */

import { computed } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PageData, State } from "../types.js" */

/** @import { Label } from "./sentence.js" */

/** @typedef {ReturnType<typeof inputLabels>} InputLabels */

/** Returns the labels of the values of settings. @param {PageData} page @returns {Label} */
export const valueLabels = (page) => (field, value) => page.labels[field === "axes" ? "features" : field]?.[value] ?? value.replaceAll("_", " ");

/**
 * @param {ReadonlySignal<State>} state
 * @param {PageData} page
 * @returns {(name: string) => string} tracks the dataset when it is called in an effect
 */
export function inputLabels(state, page) {
  /** Serialized, so that the signal changes only when the names do. */
  const given = computed(() => {
    const dataset = state.value.experiment?.["dataset"];
    return JSON.stringify(typeof dataset === "object" && dataset !== null && "names" in dataset ? dataset.names : []);
  });
  const own = computed(() => new Map(/** @type {string[]} */ (JSON.parse(given.value)).map((name, k) => [`x${k + 1}`, name])));
  return (name) => own.value.get(name) ?? page.labels["features"]?.[name] ?? name.replaceAll("_", " ");
}
