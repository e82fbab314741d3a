/** Holds the vertical axis of a chart as it is, and sets it free again. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { isLocked } from "../../charts/axes.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { View } from "../../types.js" */
/** @import { AxisLimits } from "../../charts/axes.js" */

const FREE = /** @type {const} */ ([null, null]);

/**
 * Binds the button of a chart and the double click, which only sets the axis free.
 *
 * @param {Store} store
 * @param {keyof View["axisLimits"]} name
 * @param {{ axisLimits: AxisLimits }} chart
 */
export function bindLock(store, name, chart) {
  const button = byId(`${name}-lock`);
  /** @param {AxisLimits} axisLimits */
  const hold = (axisLimits) => store.dispatch({ type: "view", patch: { axisLimits: { ...store.view.peek().axisLimits, [name]: axisLimits } } });
  const isHeld = () => isLocked(store.view.peek().axisLimits[name]);
  button.addEventListener("click", () => hold(isHeld() ? FREE : chart.axisLimits));
  byId(`${name}-chart`).addEventListener("dblclick", () => {
    if (isHeld()) hold(FREE);
  });
  effect(() => {
    const { axisLimits, curve } = store.view.value;
    const action = isLocked(axisLimits[name]) ? "unlock" : "lock";
    setText(button, t(`chart.${action}`));
    button.setAttribute("aria-label", t(`chart.${action}.${name}`));
    button.hidden = name === "loss" && curve === "accuracy";
  });
}
