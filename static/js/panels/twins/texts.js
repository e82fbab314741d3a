/** Texts about two runs: what differs, and what is the same. Pure. */

import { exact, short } from "../../base/numbers/format.js";
import { listed, t } from "../../base/words/i18n.js";
import { briefName, fieldName, valueText } from "../../base/words/sentence.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Twin } from "../../types.js" */

/** @typedef {Twin["differences"]} Differences */

/** Values of a list that is longer are counted, not listed. */
const MOST_LISTED = 4;

/** Writes the value of a setting; equal layers are counted: 8 layers of 8. @param {string} field @param {unknown} value @param {Label} label @param {(value: number) => string} [write] */
export function writtenValue(field, value, label, write = exact) {
  if (!Array.isArray(value) || value.length <= MOST_LISTED) return valueText(field, value, label, write);
  if (value.every((one) => one === value[0])) return t("twin.layers", { n: value.length, of: valueText(field, value[0], label, write) });
  return valueText(field, value, label, write);
}

/**
 * Returns what distinguishes a run: the values that differ from the other's.
 *
 * @param {Differences} differences
 * @param {0 | 1} run
 * @param {Label} label
 */
export function distinction(differences, run, label) {
  return Object.entries(differences)
    .map(([field, values]) => `${briefName(field)} ${writtenValue(field, values[run], label, short)}`.trim())
    .join(", ");
}

/** Names the fields that differ, as a list. @param {Differences} differences */
export const differingFields = (differences) => listed(Object.keys(differences).map(fieldName));

/** Returns the rows of the table of differences. @param {Differences} differences @param {Label} label */
export const differenceRows = (differences, label) =>
  Object.entries(differences).map(([field, [a, b]]) => ({ field, name: fieldName(field), a: writtenValue(field, a, label), b: writtenValue(field, b, label) }));
