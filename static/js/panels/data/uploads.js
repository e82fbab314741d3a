/** The uploads that this page has brought, by the names that the server gave them. */

import { computed, effect, signal } from "@preact/signals-core";
import { save, load } from "../../base/storage.js";

/** @import { Store } from "../../state/store.js" */
/** @import { Samples } from "../../types.js" */

const KEY = "backprop-live.table";
/** As many as the server holds. */
const MOST = 4;

/** @typedef {ReturnType<typeof createUploads>} Uploads */

/** The name of an experiment's own table. @param {Record<string, unknown> | null} experiment @returns {string | null} */
export function tableOf(experiment) {
  const dataset = experiment?.["dataset"];
  if (typeof dataset !== "object" || dataset === null || !("table" in dataset)) return null;
  return String(dataset.table);
}

/** @param {Store} store */
export function createUploads(store) {
  const known = signal(/** @type {ReadonlyMap<string, Samples>} */ (new Map(restored())));
  /** Samples on their way to the server, whose name is not known yet. @type {Samples | null} */
  let expected = null;
  const name = computed(() => tableOf(store.state.value.experiment));

  effect(() => {
    if (name.value === null || !expected) return;
    if (!known.peek().has(name.value)) remember(name.value, expected);
    expected = null;
  });

  /** @param {string} table @param {Samples} samples */
  function remember(table, samples) {
    known.value = new Map([...[...known.peek()].slice(1 - MOST), /** @type {const} */ ([table, samples])]);
    save("sessionStorage", KEY, JSON.stringify([table, samples]));
  }

  return {
    remember,
    /** The next table that comes without a name that is known has these samples. @param {Samples} samples */
    expect(samples) {
      expected = samples;
    },
    /** What stands in an experiment's own table. @param {Record<string, unknown>} experiment */
    of: (experiment) => known.peek().get(tableOf(experiment) ?? "") ?? null,
    /** What stands in the present experiment's own table, as far as this page knows. */
    present: computed(() => (name.value === null ? null : known.value.get(name.value) ?? null)),
  };
}

/** @returns {[string, Samples][]} the table of an earlier load of the page in this tab */
function restored() {
  try {
    return [JSON.parse(load("sessionStorage", KEY) ?? "")];
  } catch {
    return [];
  }
}
