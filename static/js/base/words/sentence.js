/** Writes the server's sentences, which come as key and values, in the language of the page. */

import { brief, count, exact, LANGUAGE, short } from "../numbers/format.js";
import { t, tIf, WORDS, wordsOf } from "./i18n.js";

/** @import { ChangedField, Sentence } from "../../protocol.js" */
/** @import { Key } from "./i18n.js" */

/** @typedef {((field: string, value: string) => string) & { kind?: () => string }} Label names the value of a setting; the empty one is none, without a name where it means automatic. `kind` is that of the network, which names its size */

/**
 * @typedef {object} Change
 * @property {string} field
 * @property {unknown} from undefined for a parameter, which has no old value
 * @property {unknown} to
 */

const write = wordsOf(LANGUAGE, WORDS, (value) => (Number.isInteger(value) && Math.abs(value) < 1e9 ? count(value) : brief(value)));
const units = new Intl.ListFormat(LANGUAGE, { type: "unit" });

/** @param {string} text */
const capitalized = (text) => text.charAt(0).toLocaleUpperCase(LANGUAGE) + text.slice(1);

/**
 * Writes a sentence. `{Name}` in its entry is the value of `name` with a capital first letter.
 *
 * @param {Sentence} sentence
 * @param {Label} label
 * @returns {string}
 */
export function sentenceText({ key, values }, label) {
  if (key === "control.hidden") return fieldName("hidden", label.kind?.());
  /** @type {Record<string, string | number>} */
  const written = {};
  for (const [name, value] of Object.entries(values)) {
    const text = textOf(value, label);
    written[name] = text;
    if (typeof text === "string") written[capitalized(name)] = capitalized(text);
  }
  return write(/** @type {Key} */ (key), written);
}

/**
 * Returns an event of the server with its message written as text.
 *
 * @template {{ type: string }} E
 * @param {E & { message?: Sentence }} event
 * @param {(sentence: Sentence) => string} write
 */
export function withText(event, write) {
  return event.message ? { ...event, message: write(event.message) } : event;
}

/** @param {unknown} value @param {Label} label @returns {string | number} */
function textOf(value, label) {
  if (Array.isArray(value)) return units.format(value.map((part) => String(textOf(part, label))));
  if (typeof value === "boolean") return t(value ? "on" : "off");
  if (typeof value !== "object" || value === null) return /** @type {string | number} */ (value);
  if ("key" in value) return sentenceText(/** @type {Sentence} */ (value), label);
  return changeText(changeOf(/** @type {ChangedField} */ (value)), label);
}

/** Converts a changed field of the protocol. @param {ChangedField} changed @returns {Change} */
export function changeOf({ field, before, after, layer, row, column }) {
  if (typeof layer !== "number") return { field, from: before, to: after };
  return { field: parameterName(layer, row ?? 0, column), from: undefined, to: after };
}

/** Names a weight or a bias. @param {number} layer @param {number} row @param {unknown} column a number for a weight */
export function parameterName(layer, row, column) {
  const place = { row: row + 1, layer: layer + 1 };
  return typeof column === "number" ? t("mark.weight", { ...place, column: column + 1 }) : t("mark.bias", place);
}

/**
 * Describes a change: `learning rate 0.03 → 0.3`, or briefly `rate 0.03 → 0.3`.
 *
 * @param {Change} change
 * @param {Label} label
 * @param {{ isBrief?: boolean }} [options]
 */
export function changeText({ field, from, to }, label, { isBrief = false } = {}) {
  const write = isBrief ? short : exact;
  const name = (isBrief ? briefName : fieldName)(field, label.kind?.());
  const after = valueText(field, to, label, write);
  const values = from === undefined ? after : t("change.values", { before: valueText(field, from, label, write), after });
  return name ? t("change", { field: name, values }) : values;
}

/** Returns the shortest name of a setting; empty where the value speaks for itself. @param {string} field @param {string} [kind] */
export const briefName = (field, kind) => sizeName(field, kind) ?? tIf(`brief.${field}`) ?? fieldName(field);

/** Returns the name of a setting; that of the size of a network is another for each kind. @param {string} field @param {string} [kind] */
export const fieldName = (field, kind) => sizeName(field, kind) ?? tIf(`control.${field}`) ?? field.replaceAll("_", " ");

/** Returns what the size of a network counts; null for a dense one, which has hidden layers, and for other settings. @param {string} field @param {string} [kind] */
const sizeName = (field, kind) => (field === "hidden" ? tIf(`size.${kind}`) : null);

/**
 * Writes the value of a setting.
 *
 * @param {string} field
 * @param {unknown} value
 * @param {Label} label
 * @param {(value: number) => string} write
 * @returns {string}
 */
export function valueText(field, value, label, write) {
  if (typeof value === "number") return write(value);
  if (typeof value === "boolean") return t(value ? "on" : "off");
  if (value === "full") return t("all");
  if (typeof value === "string") return label(field, value);
  if (!Array.isArray(value)) return label(field, "") || t("automatic");
  const parts = value.map((part) => valueText(field, part, label, write));
  return parts.join(field === "hidden" ? "-" : ", ") || t("none");
}
