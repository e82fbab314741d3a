/** What inputs are called: features by the server's labels, own columns by their names. */

import { computed } from "@preact/signals-core";

/** @import { PageData } from "../types.js" */
/** @import { Store } from "../state/store.js" */

/** @typedef {ReturnType<typeof inputLabels>} InputLabels */

/**
 * @param {Store} store
 * @param {PageData} page
 * @returns {(name: string) => string} follows the data where it is called in an effect
 */
export function inputLabels(store, page) {
  /** Text, so that it only changes with the names. */
  const given = computed(() => {
    const dataset = store.state.value.experiment?.["dataset"];
    return JSON.stringify(typeof dataset === "object" && dataset !== null && "names" in dataset ? dataset.names : []);
  });
  const own = computed(() => new Map(/** @type {string[]} */ (JSON.parse(given.value)).map((name, k) => [`x${k + 1}`, name])));
  return (name) => own.value.get(name) ?? page.labels["features"]?.[name] ?? name.replaceAll("_", " ");
}
