/** Copies a number or a formula and reports it. */

import { copy } from "../../../base/page/clipboard.js";
import { t } from "../../../base/words/i18n.js";

/** @import { PanelContext } from "../../context.js" */

/** The longest text that the status line repeats whole. */
const LONGEST = 40;

/** Copies a text and reports it in the status line. @param {string} text @param {Pick<PanelContext["store"], "dispatch">} store */
export async function copyText(text, store) {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const message = (await copy(text)) ? t("inspect.copied", { text: shown }) : t("inspect.not_copied");
  store.dispatch({ type: "notice", message, tone: "plain" });
}
