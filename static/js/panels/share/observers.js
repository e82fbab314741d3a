/** Looking on: a link for others, who see this run live and can change nothing. */

import { effect } from "@preact/signals-core";
import { t } from "../../base/i18n.js";
import { byId, setText } from "../../base/dom.js";
import { offer } from "./share.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} parts */
export function bindLooking({ store }) {
  const button = /** @type {HTMLButtonElement} */ (byId("invite"));
  const steering = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-steers]"));

  button.addEventListener("click", () => {
    const { lookKey } = store.state.value;
    if (!lookKey) return;
    const link = new URL(location.href);
    link.hash = `look=${lookKey}`;
    void offer(store, link.href, t("looking.copied"));
  });

  effect(() => {
    const { lookKey, looksOn } = store.state.value;
    button.disabled = lookKey === null;
    document.body.dataset["looksOn"] = String(looksOn);
    for (const part of steering) part.inert = looksOn;
  });
  effect(() => {
    const { onlookers } = store.state.value;
    const count = byId("onlookers");
    count.hidden = onlookers === 0;
    setText(count, t("looking.count", { n: onlookers }));
  });
}
