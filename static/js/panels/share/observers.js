/** Observers: the link with which others see this run live, and their number. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindObservers({ store }) {
  const button = /** @type {HTMLButtonElement} */ (byId("invite"));
  const controllerParts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-controller-only]"));

  button.addEventListener("click", async () => {
    const { invite } = await import("./invite-sheet.js");
    await invite(store);
  });

  effect(() => {
    const { observerKey, isObserver, connection } = store.state.value;
    button.disabled = observerKey === null || connection !== "live";
    document.body.dataset["observer"] = String(isObserver);
    for (const part of controllerParts) part.inert = isObserver;
  });
  effect(() => {
    const { observerCount } = store.state.value;
    const count = byId("observers");
    count.hidden = observerCount === 0;
    setText(count, t("observe.count", { n: observerCount }));
  });
}
