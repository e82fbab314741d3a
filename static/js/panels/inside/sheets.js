/** On a phone the program, the network and the inspector are three sheets, one of them in front. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { fillChoice } from "./base/choice.js";

/** @import { PanelContext } from "../context.js" */
/** @import { View } from "../../types.js" */

/** @type {View["sheet"][]} */
const SHEETS = ["program", "network", "inspector"];

/** @param {Pick<PanelContext, "store">} context */
export function bindSheets({ store }) {
  byId("program").before(make("fieldset", { class: "segments sheets", attributes: { id: "sheets" } }));
  fillChoice(
    "sheets",
    t("sheets"),
    "sheet",
    SHEETS.map((sheet) => [sheet, t(`sheet.${sheet}`)]),
  );
  bindRadios("sheets", (sheet) => store.dispatch({ type: "view", patch: { sheet: /** @type {View["sheet"]} */ (sheet) } }));
  const chosen = computed(() => store.view.value.sheet);
  effect(() => {
    checkRadio("sheets", chosen.value);
    document.body.dataset["sheet"] = chosen.value;
  });
}
