/** Folds and unfolds the card of distributions; loads what draws it when it is first open. */

import { effect } from "@preact/signals-core";
import { byId } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords } from "../../base/words/i18n.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindFold(context) {
  const { store } = context;
  const card = /** @type {HTMLDetailsElement} */ (byId("distributions"));
  const column = byId("results");
  let isLoaded = false;
  card.addEventListener("toggle", () => {
    if (card.open !== store.view.peek().distributions) store.dispatch({ type: "view", patch: { distributions: card.open } });
  });
  effect(() => {
    const isOpen = store.view.value.distributions;
    card.open = isOpen;
    column.classList.toggle("with-distributions", isOpen);
    if (!isOpen || isLoaded) return;
    isLoaded = true;
    void load(context);
  });
}

/** @param {PanelContext} context */
async function load(context) {
  void applyStyles("figures");
  const [{ bindDistributions }] = await Promise.all([import("./distributions.js"), loadWords()]);
  bindDistributions(context);
}
