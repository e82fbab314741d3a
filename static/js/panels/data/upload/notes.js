/** Sentences about a table. */

import { shortened } from "../../../base/numbers/format.js";
import { t } from "../../../base/words/i18n.js";

/** @import { Note, Reading } from "../table/types.js" */

/** So many classes are listed, and so much of the name of each. */
const MOST_CLASSES = 12;
const MOST_TEXT = 24;

/** @param {Note} note */
export const noteText = ({ key, values }) => t(key, values);

/** Describes what a network would learn: how many samples, inputs and classes. @param {Reading} reading */
export function countsText({ task, classes, columns, n_samples: samples, n_inputs: inputs }) {
  const counts = [t("own.samples", { n: samples }), t("own.columns", { n: inputs })];
  if (task === "classification") {
    const each = classes.slice(0, MOST_CLASSES).map(({ label, n }) => t("own.class", { name: shortened(label, MOST_TEXT), n }));
    const rest = classes.length > MOST_CLASSES ? ["…"] : [];
    counts.push(`${t("own.classes", { n: classes.length })}: ${[...each, ...rest].join(", ")}`);
  } else if (task === "regression") {
    const names = columns.flatMap(({ name, role }, k) => (role === "target" ? [name || t("own.unnamed", { n: k + 1 })] : []));
    counts.push(t("own.values_of", { names: names.join(", ") }));
  }
  return counts.join(" · ");
}
