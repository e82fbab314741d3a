/** What other views lack for a network that is not dense: lenses, legends and words that are of units and edges. */

import { computed, effect } from "@preact/signals-core";
import { byId, radios, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { isDense } from "../../scene/kinds/nodes.js";

/** @import { PanelContext } from "../context.js" */

/** The lens that only edges have. */
const OF_EDGES = "signal";

/** @param {Pick<PanelContext, "store">} context */
export function bindUnavailable({ store }) {
  const networks = computed(() => [store.state.value.network, store.state.value.twin?.network].flatMap((found) => found ?? []));
  const hasDense = computed(() => networks.value.some(isDense));
  const isPictured = computed(() => networks.value.some((network) => !isDense(network)));
  const labels = ["lens-label", "node-lens-label"].map(byId);
  const usual = labels.map(({ textContent }) => textContent ?? "");
  effect(() => {
    document.body.toggleAttribute("data-pictured", isPictured.value);
    document.body.toggleAttribute("data-undrawn", isPictured.value && !hasDense.value);
    const words = isPictured.value ? [t("kinds.weights_show"), t("kinds.cells_show")] : usual;
    labels.forEach((label, i) => void setText(label, words[i] ?? ""));
    for (const radio of radios("lens")) {
      if (radio.value === OF_EDGES) /** @type {HTMLElement} */ (radio.closest("label")).hidden = isPictured.value && !hasDense.value;
    }
  });
  effect(() => {
    if (isPictured.value && !hasDense.value && store.view.value.lens === OF_EDGES) store.dispatch({ type: "view", patch: { lens: "weights" } });
  });
}
