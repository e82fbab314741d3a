/** Which quantity of each layer the lower chart shows: delta, or the gradient of the weights. */

import { effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, setText } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

/** @import { Store } from "../../state/store.js" */

/** The curves of each quantity in the store. */
export const HISTORIES = Object.freeze(/** @type {const} */ ({ delta: "deltas", dW: "gradients" }));
/** The section of each quantity in a frame. */
export const SECTIONS = Object.freeze(/** @type {const} */ ({ delta: "delta_rms", dW: "gradient_rms" }));

/** Binds the choice, and the words that depend on it. @param {Store} store */
export function bindQuantity(store) {
  bindRadios("quantity", (value) => {
    const quantity = value === "dW" ? "dW" : "delta";
    // Limits of one quantity do not suit the other.
    const limits = { ...store.view.peek().limits, gradient: /** @type {const} */ ([null, null]) };
    store.dispatch({ type: "view", patch: { quantity, limits } });
  });
  effect(() => {
    const { quantity, layerSmoothing } = store.view.value;
    checkRadio("quantity", quantity);
    setText(byId("gradient-legend"), t(layerSmoothing > 0 ? "chart.legend.smoothed" : "chart.legend.exact"));
    byId("gradient-chart").setAttribute("aria-label", t(`chart.${quantity}.keys`));
  });
}
