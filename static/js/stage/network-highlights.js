/** The highest layer of the network: the selection, what the last op has computed, dead units, what is not computed yet. */

import { computed } from "@preact/signals-core";
import { paintHighlights } from "../painters/network/highlights.js";
import { deadUnits, highlightItems, isEmpty } from "../scene/network/highlights.js";
import { uncomputedNodes } from "../scene/network/not-computed.js";
import { createStillLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { NetworkShape, State, Theme } from "../types.js" */
/** @import { MarkedOp } from "../scene/network/op-marks.js" */
/** @import { Store } from "../state/store/store.js" */

/**
 * @param {Store} store
 * @param {HTMLCanvasElement} canvas
 * @param {ReadonlySignal<NetworkShape | null>} shape
 * @param {(shape: NetworkShape) => Float32Array} sharesOf
 */
export function createHighlights(store, canvas, shape, sharesOf) {
  const layer = createStillLayer(canvas);
  let isDirty = true;
  const invalidate = () => {
    isDirty = true;
  };
  /** The ids of dead units, as text, so that the signal changes only when one dies or recovers. */
  const dead = computed(() => (shape.value ? deadUnits(shape.value, store.frame.value) : []).map(({ id }) => id).join());
  const unknown = computed(() => (shape.value ? uncomputedNodes(shape.value, store.frame.value, store.view.value) : []));
  /** Likewise, for those that are not computed yet. */
  const unknownIds = computed(() => unknown.value.map(({ id }) => id).join());
  const op = computed(() => opOf(store.state.value));

  return {
    resize: layer.resize,
    invalidate,
    invalidators: [
      () => {
        const { hover, pinned, path } = store.view.value;
        void [shape.value, store.theme.value, op.value, hover, pinned, path, dead.value, unknownIds.value];
        if (hover || pinned || path.length > 0) void store.frame.value;
        invalidate();
      },
    ],

    /** @param {NetworkShape | null} found @param {Theme} theme */
    draw(found, theme) {
      if (!found || !isDirty) return false;
      isDirty = false;
      const { hover, pinned, path } = store.view.value;
      const items = highlightItems(
        found,
        { targets: [pinned, hover, ...path], op: op.value, frame: store.frame.value, unknown: unknown.value, shares: () => sharesOf(found) },
        theme,
      );
      layer.show(isEmpty(items) ? null : () => paintHighlights(layer.ctx, items, theme));
      return false;
    },
  };
}

/** Returns the op whose numbers are marked: inside a step the one that the program points at, or the last one done. @param {State} state @returns {MarkedOp | null} */
export function opOf({ program, status, running, view }) {
  const last = status?.op ?? null;
  if (view.tab !== "inside" || !program || (running && !last)) return last;
  return program.listing?.ops[view.op ?? program.done - 1] ?? null;
}
