/** The text of a mark of the charts. Pure. */

import { t } from "../base/words/i18n.js";
import { changeText } from "../base/words/sentence.js";

/** @import { Label } from "../base/words/sentence.js" */
/** @import { Mark } from "../state/store/change-marks.js" */

/**
 * Describes a mark briefly: `rate 0.03 → 0.3`, `tanh → ReLU`.
 *
 * @param {Pick<Mark, "changes">} mark
 * @param {Label} label
 */
export function markText({ changes }, label) {
  const parts = changes.slice(0, 2).map((change) => changeText(change, label, { isBrief: true }));
  const more = changes.length - parts.length;
  return parts.join(", ") + (more > 0 ? t("mark.more", { n: more }) : "");
}
