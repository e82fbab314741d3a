/** Texts about two runs: what differs, and what is the same. Pure. */

import { exact, short } from "../../base/numbers/format.js";
import { listed, t } from "../../base/words/i18n.js";
import { briefName, fieldName, valueText } from "../../base/words/sentence.js";
import { sizeText } from "../../base/words/size-text.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Twin } from "../../types.js" */

/** @typedef {Twin["differences"]} Differences */

/** Values of a list that is longer are counted, not listed. */
const MOST_LISTED = 4;

/** The kinds of the two networks. @param {Differences} differences @param {Label} label */
const kindsOf = ({ network }, label) => /** @type {[string, string]} */ (network ?? [label.kind?.(), label.kind?.()]).map((kind) => kind ?? "dense");

/** Names a field that differs: a size by the kind of both networks, if they have one. @param {string} field @param {Differences} differences @param {Label} label */
function nameOf(field, differences, label) {
  const [a, b] = kindsOf(differences, label);
  return field === "hidden" && a !== b ? t("size.other") : fieldName(field, a);
}

/** Writes the value of a field that differs, a size with its noun where the networks are of different kinds. @param {string} field @param {Differences} differences @param {0 | 1} run @param {Label} label @param {(value: number) => string} [write] */
function differingValue(field, differences, run, label, write) {
  const [kind = "", other] = [kindsOf(differences, label)[run], kindsOf(differences, label)[1 - run]];
  const value = differences[field]?.[run];
  return field === "hidden" && kind !== other ? sizeText(kind, /** @type {number[]} */ (value), true) : writtenValue(field, value, label, write);
}

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
  const [kind, other] = kindsOf(differences, label);
  return Object.keys(differences)
    .map((field) => {
      const name = field === "hidden" && kind !== other ? "" : briefName(field, kind);
      return `${name} ${differingValue(field, differences, run, label, short)}`.trim();
    })
    .join(", ");
}

/** Names the fields that differ, as a list. @param {Differences} differences @param {Label} label */
export const differingFields = (differences, label) => listed(Object.keys(differences).map((field) => nameOf(field, differences, label)));

/** Returns the rows of the table of differences. @param {Differences} differences @param {Label} label */
export const differenceRows = (differences, label) =>
  Object.keys(differences).map((field) => ({
    field,
    name: nameOf(field, differences, label),
    a: differingValue(field, differences, 0, label),
    b: differingValue(field, differences, 1, label),
  }));
