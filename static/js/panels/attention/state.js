/** What the parts of the picture of an attention network share: its network, the selected cells, where everything lies. */

import { computed, effect, signal } from "@preact/signals-core";
import { attentionShape } from "../../scene/attention/shape.js";
import { attentionOf } from "../../scene/attention/structure.js";
import { cellOfPlace, targetOfCell } from "../../scene/attention/targets.js";
import { sameTarget } from "../../scene/network/targets.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { AttentionShape, Cell } from "../../scene/attention/shape.js" */
/** @import { Attention } from "../../scene/attention/structure.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @typedef {{ hover: Cell | null, pinned: Cell | null }} Selection */

/**
 * @typedef {object} PictureState
 * @property {Store} store
 * @property {ReadonlySignal<Attention | null>} attention null while another kind is on screen
 * @property {Signal<Selection>} selection
 * @property {Signal<{ width: number, height: number }>} size of the canvases
 * @property {ReadonlySignal<AttentionShape | null>} shape
 */

/** In another network the pointer is over no cell, and a pinned number stays if there is one. @param {Store} store @returns {PictureState} */
export function createState(store) {
  const network = computed(() => store.state.value.network);
  const attention = computed(() => attentionOf(network.value));
  const selection = signal(/** @type {Selection} */ ({ hover: null, pinned: null }));
  const size = signal({ width: 0, height: 0 });
  const shape = computed(() => {
    const [found, theme] = [attention.value, store.theme.value];
    const { width, height } = size.value;
    return found && theme && width > 0 ? attentionShape(found, width, height, theme.rem) : null;
  });
  effect(() => {
    void attention.value;
    selection.value = { hover: null, pinned: null };
  });
  const state = { store, attention, selection, size, shape };
  sharePinned(state);
  return state;
}

/** Pins the same number in all views, and in the other network: what is pinned here is pinned there, and the other way round. @param {PictureState} state */
function sharePinned({ store, attention, selection }) {
  const elsewhere = computed(() => store.view.value.pinned);
  /** What was taken over from elsewhere, or was told there. */
  let shared = selection.peek().pinned;
  effect(() => {
    const [target, found] = [elsewhere.value, attention.value];
    const { pinned, hover } = selection.peek();
    if (!found || (pinned && sameTarget(targetOfCell(found, pinned), target))) return;
    const isGrad = hover?.isGrad ?? pinned?.isGrad ?? false;
    shared = target?.kind === "cell" ? cellOfPlace(found, target, isGrad) : null;
    if (shared !== pinned) selection.value = { ...selection.peek(), pinned: shared };
  });
  effect(() => {
    const { pinned } = selection.value;
    const found = attention.peek();
    if (!found || pinned === shared) return;
    shared = pinned;
    store.dispatch({ type: "view", patch: { pinned: targetOfCell(found, pinned) } });
  });
}

/** Returns the cell whose numbers are shown: the one under the pointer, or else the pinned one. @param {PictureState} state */
export const chosenCell = ({ selection }) => selection.value.hover ?? selection.value.pinned;
