/** Sentences about a table. */

import { t } from "../../../base/i18n.js";

/** @import { Note, Reading } from "../table/types.js" */

/** @param {Note} note */
export const sayNote = ({ key, values }) => t(key, values);

/** Describes what a network would learn: how many samples, inputs and classes. @param {Reading} reading */
export function sayCounts({ task, classes, columns, n_samples: samples, n_inputs: inputs }) {
  const counts = [t("own.samples", { n: samples }), t("own.columns", { n: inputs })];
  if (task === "classification") {
    const each = classes.map(({ label, n }) => t("own.class", { name: label, n })).join(", ");
    counts.push(`${t("own.classes", { n: classes.length })}: ${each}`);
  } else if (task === "regression") {
    const names = columns.flatMap(({ name, role }, k) => (role === "target" ? [name || t("own.unnamed", { n: k + 1 })] : []));
    counts.push(t("own.values_of", { names: names.join(", ") }));
  }
  return counts.join(" · ");
}
