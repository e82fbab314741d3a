/** Asks for the curves of the branches that are compared, again when one of them has been trained further. */

import { effect } from "@preact/signals-core";
import { branchRequest } from "../../../state/time/branch-edits.js";

/** @import { Ask } from "../../../net/requests.js" */
/** @import { Store } from "../../../state/store/store.js" */

/** @param {{ store: Pick<Store, "timeline" | "state">, ask: Ask }} context */
export function followCompared({ store: { timeline, state }, ask }) {
  /** The last step of each branch when its curves were asked for. @type {Map<number, number>} */
  const asked = new Map();
  effect(() => {
    if (state.value.connection !== "live" || !timeline.event.value) return asked.clear();
    const { branches, current } = timeline.event.value;
    const compared = timeline.compared.value;
    for (const id of asked.keys()) if (!compared.includes(id)) asked.delete(id);
    for (const { id, end } of branches) {
      if (id === current || !compared.includes(id) || asked.get(id) === end) continue;
      asked.set(id, end);
      ask(branchRequest("curves", id)).catch(() => asked.delete(id));
    }
  });
}
