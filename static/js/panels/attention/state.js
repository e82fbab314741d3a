/** What the parts of the picture of an attention network share: its network, the selected cells, where everything lies. */

import { computed, effect, signal } from "@preact/signals-core";
import { attentionShape } from "../../scene/attention/layout.js";
import { attentionOf } from "../../scene/attention/structure.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { AttentionShape, Cell } from "../../scene/attention/layout.js" */
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

/** Another network begins without a selection. @param {Store} store @returns {PictureState} */
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
  return { store, attention, selection, size, shape };
}

/** Returns the cell whose numbers are shown: the one under the pointer, or else the pinned one. @param {PictureState} state */
export const chosenCell = ({ selection }) => selection.value.hover ?? selection.value.pinned;
