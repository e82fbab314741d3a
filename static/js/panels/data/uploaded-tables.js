/** The tables that this page has uploaded, by the names that the server gave them. */

import { computed, effect, signal } from "@preact/signals-core";
import { PAGE } from "../../base/page/page-data.js";
import { load, save } from "../../base/page/storage.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Samples } from "../../types.js" */

const KEY = "backprop-live.table";

/** @typedef {ReturnType<typeof createUploads>} Uploads */

/** Returns the name of an experiment's uploaded table. @param {Record<string, unknown> | null} experiment @returns {string | null} */
export function tableOf(experiment) {
  const dataset = experiment?.["dataset"];
  if (typeof dataset !== "object" || dataset === null || !("table" in dataset)) return null;
  return String(dataset.table);
}

/** @param {Store} store */
export function createUploads(store) {
  const known = signal(/** @type {ReadonlyMap<string, Samples>} */ (new Map(restored())));
  /** Uploaded samples whose table has no name yet. @type {Samples | null} */
  let expected = null;
  const name = computed(() => tableOf(store.state.value.experiment));

  effect(() => {
    if (name.value === null || !expected) return;
    if (!known.peek().has(name.value)) remember(name.value, expected);
    expected = null;
  });

  /** @param {string} table @param {Samples} samples */
  function remember(table, samples) {
    known.value = new Map([...[...known.peek()].slice(1 - PAGE.table_limits.tables), /** @type {const} */ ([table, samples])]);
    save("sessionStorage", KEY, JSON.stringify([table, samples]));
  }

  return {
    remember,
    /** Assigns these samples to the next table with an unknown name. @param {Samples} samples */
    expect(samples) {
      expected = samples;
    },
    /** Returns the samples of an experiment's uploaded table. @param {Record<string, unknown>} experiment */
    of: (experiment) => known.peek().get(tableOf(experiment) ?? "") ?? null,
    /** The samples of the current experiment's uploaded table, if this page has them. */
    present: computed(() => (name.value === null ? null : (known.value.get(name.value) ?? null))),
  };
}

/** @returns {[string, Samples][]} the table that was saved before this tab was reloaded */
function restored() {
  try {
    return [JSON.parse(load("sessionStorage", KEY) ?? "")];
  } catch {
    return [];
  }
}
