/** Names of the inputs: features have labels of the server, columns of an uploaded table their headings. */

import { computed } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PageData, State } from "../types.js" */

/** @typedef {ReturnType<typeof inputLabels>} InputLabels */

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
