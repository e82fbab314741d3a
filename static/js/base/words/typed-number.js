/** Reads a number that was typed, or reports why it cannot be taken. */

import { parseNumber, short } from "../numbers/format.js";
import { t } from "./i18n.js";
import { fieldName } from "./sentence.js";

/** @typedef {{ value: number, fault?: undefined } | { value?: undefined, fault: string }} Typed  `fault` is a sentence for the user */

/**
 * @param {string} text
 * @param {string} [field] whose limits they are
 * @param {readonly [number, number]} [limits] the lowest and the highest value
 * @returns {Typed}
 */
export function typedNumber(text, field = "", limits = [-Infinity, Infinity]) {
  if (text.trim() === "") return { fault: t("no_number") };
  const value = parseNumber(text);
  if (Number.isNaN(value)) return { fault: t("not_a_number", { text: text.trim() }) };
  const [low, high] = limits;
  if (value >= low && value <= high) return { value };
  return { fault: t("out_of_range", { field: fieldName(field), low: short(low), high: short(high), text: text.trim() }) };
}
