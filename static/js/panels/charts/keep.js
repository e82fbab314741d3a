/** The button that holds this run's curves behind those of the next ones. */

import { effect } from "@preact/signals-core";
import { t } from "../../base/i18n.js";
import { byId } from "../../base/dom.js";

/** @import { Store } from "../../state/store.js" */

/** @param {Store} store */
export function bindKeep(store) {
  const button = /** @type {HTMLButtonElement} */ (byId("keep-curves"));
  button.addEventListener("click", () => {
    const isKept = store.kept.value === null;
    store.dispatch({ type: "keep", isKept });
    store.dispatch({ type: "notice", message: t(isKept ? "chart.keep.kept" : "chart.keep.cleared"), tone: "plain" });
  });
  effect(() => {
    void store.drawn.value;
    const isKept = store.kept.value !== null;
    button.setAttribute("aria-pressed", String(isKept));
    button.disabled = !isKept && store.losses.columns().steps.length < 2;
  });
}
