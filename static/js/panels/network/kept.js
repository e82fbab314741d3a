/** Selects for all views what is kept selected on the picture of a network that is not dense. */

import { computed, effect, untracked } from "@preact/signals-core";
import { exists, sameTarget } from "../../scene/network/targets.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Target } from "../../types.js" */
/** @import { Store } from "../../state/store/store.js" */

/**
 * A number that is kept on the picture is selected everywhere; when something else is
 * selected, or nothing, the picture takes that over.
 *
 * @param {Store} store of the run
 * @param {ReadonlySignal<Target | null>} kept on the picture
 * @param {(target: Target | null) => void} take keeps another target on the picture, if it is there, else nothing
 */
export function selectKept(store, kept, take) {
  let last = /** @type {Target | null} */ (null);
  /** @param {Target | null} pinned */
  const pin = (pinned) => store.dispatch({ type: "view", patch: { pinned } });
  effect(() => {
    const [next, before] = [kept.value, last];
    if (sameTarget(next, before)) return;
    last = next;
    untracked(() => {
      const { pinned } = store.view.peek();
      if (next && exists(next, store.state.peek().network)) {
        if (!sameTarget(next, pinned)) pin(next);
      } else if (!next && before && sameTarget(before, pinned)) pin(null);
    });
  });
  const selected = computed(() => store.view.value.pinned);
  effect(() => {
    const pinned = selected.value;
    untracked(() => {
      if (store.state.peek().network && !sameTarget(pinned, kept.peek())) take(pinned);
    });
  });
}
