/** What inputs are called: features by the server's labels, own columns by their names. */

import { computed } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PageData, State } from "../types.js" */

/** @typedef {ReturnType<typeof inputLabels>} InputLabels */

/**
 * @param {ReadonlySignal<State>} state
 * @param {PageData} page
 * @returns {(name: string) => string} follows the data where it is called in an effect
 */
export function inputLabels(state, page) {
  /** Text, so that it only changes with the names. */
  const given = computed(() => {
    const dataset = state.value.experiment?.["dataset"];
    return JSON.stringify(typeof dataset === "object" && dataset !== null && "names" in dataset ? dataset.names : []);
  });
  const own = computed(() => new Map(/** @type {string[]} */ (JSON.parse(given.value)).map((name, k) => [`x${k + 1}`, name])));
  return (name) => own.value.get(name) ?? page.labels["features"]?.[name] ?? name.replaceAll("_", " ");
}
