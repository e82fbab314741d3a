/** The views of the whole page: train one network, open one step, or compare two networks. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, checkRadio } from "../../base/page/dom.js";

/** @import { Tab } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "store" | "actions">} context */
export function bindTabs({ store, actions }) {
  const tab = computed(() => store.view.value.tab);
  bindRadios("tab", (chosen) => store.dispatch({ type: "view", patch: { tab: /** @type {Tab} */ (chosen) } }));
  effect(() => {
    checkRadio("tab", tab.value);
    document.body.dataset["tab"] = tab.value;
    const { running, isObserver } = store.state.peek();
    if (tab.value === "inside" && running && !isObserver) actions.pause();
  });
  const hasTwin = computed(() => store.state.value.twin !== null);
  effect(() => {
    document.body.dataset["twin"] = String(hasTwin.value);
  });
}
