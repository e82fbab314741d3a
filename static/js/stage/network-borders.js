/** The middle layer of the network: the borders and names of the nodes. */

import { paintNodes, paintOmissions } from "../painters/network/nodes.js";
import { createStillLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { NetworkShape, Theme } from "../types.js" */
/** @import { Store } from "../state/store/store.js" */

/** @param {Store} store @param {HTMLCanvasElement} canvas @param {ReadonlySignal<NetworkShape | null>} shape */
export function createBorders(store, canvas, shape) {
  const layer = createStillLayer(canvas);
  let isDirty = true;
  const invalidate = () => {
    isDirty = true;
  };

  return {
    resize: layer.resize,
    invalidate,
    invalidators: [
      () => {
        void [shape.value, store.theme.value];
        invalidate();
      },
    ],

    /** @param {NetworkShape | null} found @param {Theme} theme */
    draw(found, theme) {
      if (!found || !isDirty) return false;
      isDirty = false;
      layer.show(() => {
        paintNodes(layer.ctx, found, theme);
        paintOmissions(layer.ctx, found.columns, theme);
      });
      return false;
    },
  };
}
