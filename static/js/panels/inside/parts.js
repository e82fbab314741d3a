/** Chooses which part of the right side, and on a phone which sheet, is shown. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, radios, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { fillChoice } from "./base/choice.js";

/** @import { PanelContext } from "../context.js" */
/** @import { View } from "../../types.js" */

/** @type {View["part"][]} */
const PARTS = ["numbers", "batch", "code", "graph", "hand"];
/** What there is for every kind of network. @type {View["part"][]} */
const OF_ALL = ["numbers", "code", "graph"];

/** @param {Pick<PanelContext, "store">} context */
export function bindParts({ store }) {
  const inspector = byId("inspector");
  setText(byId("inspector-title"), t("inspector.title"));
  fillChoice(
    "inspector-parts",
    t("inspector.parts"),
    "inspector-part",
    PARTS.map((part) => [part, t(`inspector.part.${part}`)]),
  );
  bindRadios("inspector-parts", (part) => store.dispatch({ type: "view", patch: { part: /** @type {View["part"]} */ (part) } }));
  const isDense = computed(() => (store.state.value.network?.kind ?? "dense") === "dense");
  const chosen = computed(() => (isDense.value || OF_ALL.includes(store.view.value.part) ? store.view.value.part : "numbers"));
  effect(() => {
    for (const radio of radios("inspector-parts")) {
      const isThere = isDense.value || OF_ALL.includes(/** @type {View["part"]} */ (radio.value));
      /** @type {HTMLElement} */ (radio.closest("label")).hidden = !isThere;
    }
  });
  effect(() => {
    checkRadio("inspector-parts", chosen.value);
    inspector.dataset["part"] = chosen.value;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (inspector.querySelectorAll("[data-part-of]"))) {
      part.hidden = part.dataset["partOf"] !== chosen.value;
    }
  });
}
