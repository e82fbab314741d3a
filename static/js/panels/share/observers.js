/** Observers: the link with which others see this run live, and their number. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { sharedLink } from "./page-link.js";
import { copy } from "./share.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { InviteSheet } from "./invite-sheet.js" */

/** @param {PanelContext} context */
export function bindObservers({ store }) {
  const button = /** @type {HTMLButtonElement} */ (byId("invite"));
  const controllerParts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-controller-only]"));

  /** @type {Promise<InviteSheet> | null} */
  let sheet = null;

  button.addEventListener("click", async () => {
    const fragment = `look=${store.state.value.observerKey}`;
    const { href, isLocal } = sharedLink(fragment);
    const isCopied = await copy(href);
    sheet ??= loadSheet(store);
    (await sheet).open(fragment);
    const message = t(isLocal ? "looking.copied.here" : "looking.copied");
    if (isCopied) store.dispatch({ type: "notice", message, tone: "plain" });
  });

  effect(() => {
    const { observerKey, isObserver, connection } = store.state.value;
    button.disabled = observerKey === null || connection !== "live";
    document.body.dataset["observer"] = String(isObserver);
    for (const part of controllerParts) part.inert = isObserver;
  });
  effect(() => {
    const { observerCount } = store.state.value;
    const count = byId("onlookers");
    count.hidden = observerCount === 0;
    setText(count, t("looking.count", { n: observerCount }));
  });
}

/** Loads the sheet of the invitation. @param {Store} store */
async function loadSheet(store) {
  const script = import("./invite-sheet.js");
  await Promise.all([applyStyles("invite"), loadWords()]);
  return (await script).createInviteSheet(store);
}
