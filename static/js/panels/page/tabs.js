/** The views of the whole page: train one network, or compare two. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, checkRadio } from "../../base/dom.js";

/** @import { Tab } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "store">} context */
export function bindTabs({ store }) {
  const tab = computed(() => store.view.value.tab);
  bindRadios("tab", (chosen) => store.dispatch({ type: "view", patch: { tab: /** @type {Tab} */ (chosen) } }));
  effect(() => {
    checkRadio("tab", tab.value);
    document.body.dataset["tab"] = tab.value;
  });
  const hasTwin = computed(() => store.state.value.twin !== null);
  effect(() => {
    document.body.dataset["twin"] = String(hasTwin.value);
  });
}
