/** Chooses which part of the right side, and on a phone which sheet, is shown. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { fillChoice } from "./base/choice.js";

/** @import { PanelContext } from "../context.js" */
/** @import { View } from "../../types.js" */

/** @type {View["part"][]} */
const PARTS = ["numbers", "batch", "code", "graph", "hand"];

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
  const chosen = computed(() => store.view.value.part);
  effect(() => {
    checkRadio("inspector-parts", chosen.value);
    inspector.dataset["part"] = chosen.value;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (inspector.querySelectorAll("[data-part-of]"))) {
      part.hidden = part.dataset["partOf"] !== chosen.value;
    }
  });
}
