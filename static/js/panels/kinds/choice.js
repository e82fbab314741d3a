/** The choice of the kind of network, and what follows from it: data that it reads, its size, what other views lack. */

import { computed, effect } from "@preact/signals-core";
import { byId } from "../../base/page/dom.js";
import { fittingFields } from "../../scene/kinds/fitting.js";
import { bindDatasets } from "./datasets.js";
import { bindSize } from "./size.js";
import { bindUnavailable } from "./unavailable.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindKindChoice(context) {
  const { store, actions, page } = context;
  const kind = computed(() => String(store.requested.value?.["network"] ?? page.defaults["network"]));
  const select = /** @type {HTMLSelectElement} */ (byId("kind"));
  select.addEventListener("change", () => actions.set(fittingFields(select.value, store.requested.value ?? page.defaults, page)));
  select.disabled = false; // until here, a choice would have been lost
  effect(() => {
    select.value = kind.value;
    select.title = select.selectedOptions[0]?.title ?? "";
  });
  bindDatasets(context, kind);
  bindSize(context, kind);
  bindUnavailable(context);
}
