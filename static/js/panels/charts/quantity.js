/** Which figure of each layer the lower chart shows, such as the size of delta. */

import { effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, radios, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Quantity, State } from "../../types.js" */

/** Returns the figure that is shown: delta is of layers, which only dense networks have. @param {Pick<State, "network" | "view">} state @returns {Quantity} */
export const quantityOf = ({ network, view }) => (network && network.kind !== "dense" ? "dW" : view.quantity);

/** Binds the choice, and the words that depend on it. @param {Store} store */
export function bindQuantity(store) {
  bindRadios("quantity", (value) => {
    const quantity = /** @type {Quantity} */ (value);
    // AxisLimits of one figure do not suit another.
    const axisLimits = { ...store.view.peek().axisLimits, gradient: /** @type {const} */ ([null, null]) };
    store.dispatch({ type: "view", patch: { quantity, axisLimits } });
  });
  effect(() => {
    const { layerSmoothing } = store.view.value;
    const quantity = quantityOf(store.state.value);
    checkRadio("quantity", quantity);
    for (const radio of radios("quantity")) {
      const isThere = quantityOf({ ...store.state.value, view: { ...store.view.value, quantity: /** @type {Quantity} */ (radio.value) } }) === radio.value;
      /** @type {HTMLElement} */ (radio.closest("label")).hidden = !isThere;
    }
    const words = { measure: t(`chart.measure.${quantity}`) };
    setText(byId("gradient-legend"), t(layerSmoothing > 0 ? "chart.legend.smoothed" : "chart.legend.exact", words));
    byId("gradient-chart").setAttribute("aria-label", t(`chart.${quantity}.keys`));
  });
}
