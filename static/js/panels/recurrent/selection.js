/**
 * What is selected in the picture of a recurrent network. A weight or a cell is *shared*: it is
 * selected on the whole page, by the pinned target of the view. A gradient, a factor or a term
 * is the picture's *own*.
 */

import { computed, effect, signal } from "@preact/signals-core";
import { sameTarget } from "../../scene/network/targets.js";
import { fromShared, toShared } from "../../scene/recurrent/shared-targets.js";
import { isSame } from "../../scene/recurrent/targets.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { State } from "../../types.js" */
/** @import { Recurrence } from "../../scene/recurrent/recurrence.js" */
/** @import { TimeTarget } from "../../scene/recurrent/targets.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @param {Pick<Store, "view" | "dispatch">} store @param {ReadonlySignal<State["network"]>} network @param {ReadonlySignal<Recurrence | null>} recurrence of the network */
export function createSelection(store, network, recurrence) {
  const hover = signal(/** @type {TimeTarget | null} */ (null));
  const own = signal(/** @type {TimeTarget | null} */ (null));
  const shared = computed(() => fromShared(store.view.value.pinned, recurrence.value, network.value));
  /** The weight whose gradient is shown as a sum over time. */
  const weight = computed(() => (shared.value?.kind === "weight" ? shared.value : null));
  /** What else stays selected. */
  const pinned = computed(() => own.value ?? (shared.value?.kind === "cell" ? shared.value : null));

  const cells = computed(() => `${network.value?.kind} ${JSON.stringify(network.value?.blocks)} ${recurrence.value?.nSteps}`);
  effect(() => {
    void cells.value;
    hover.value = null;
    own.value = null;
  });

  /** Keeps a target selected; the same again ends that. @param {TimeTarget | null} target null ends every selection */
  function choose(target) {
    const common = target && recurrence.value && toShared(target, recurrence.value);
    const isOwn = target !== null && !common;
    own.value = isOwn && !isSame(target, own.peek()) ? target : null;
    const { pinned: before } = store.view.peek();
    if (!isOwn && (common || before)) store.dispatch({ type: "view", patch: { pinned: sameTarget(common, before) ? null : common } });
  }

  return { hover, weight, pinned, choose };
}
