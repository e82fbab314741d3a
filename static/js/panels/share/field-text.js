/** Writes a value of a field into a link, and reads it from it. Pure. */

import { weightsFrom, weightsText } from "./given-weights.js";

/** The key of given weights and biases. */
const WEIGHTS = "initial_parameters";
/** Fields with several values; `activation` may also be a single name. */
const LISTS = new Map([
  ["hidden", "number"],
  ["features", "name"],
  ["axes", "name"],
  ["activation", "name"],
]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NAME = /^[\w-]{1,64}$/;

/**
 * Parses the value of a field.
 *
 * @param {string} name
 * @param {unknown} byDefault
 * @param {string} text
 * @returns {unknown} undefined for a text that is no value
 */
export function fieldFrom(name, byDefault, text) {
  if (name === WEIGHTS && text !== "none") return weightsFrom(text);
  return LISTS.has(name) ? listFrom(name, text) : scalarFrom(byDefault, text);
}

/** @param {string} key @param {string} text @returns {unknown} */
function listFrom(key, text) {
  const context = text === "" ? [] : text.split(",");
  if (LISTS.get(key) === "number") {
    const numbers = context.map(numberFrom);
    return numbers.includes(undefined) ? undefined : numbers;
  }
  if (!context.every((part) => NAME.test(part))) return undefined;
  return key === "activation" && context.length === 1 ? context[0] : context;
}

/**
 * Parses one value. It has the type of the default, or any if that is null; a number may
 * also be the word `full`.
 *
 * @param {unknown} byDefault
 * @param {string} text
 * @returns {unknown}
 */
function scalarFrom(byDefault, text) {
  const number = numberFrom(text);
  if (typeof byDefault === "boolean") return flagFrom(text);
  if (typeof byDefault === "number") return number ?? (text === "full" ? text : undefined);
  if (typeof byDefault === "string") return NAME.test(text) ? text : undefined;
  if (text === "none") return null;
  return number ?? flagFrom(text) ?? (NAME.test(text) ? text : undefined);
}

/** @param {string} text */
export function numberFrom(text) {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** @param {string} text */
export function flagFrom(text) {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}

/** @param {unknown} value @param {string} nothing the text for null */
export function textOf(value, nothing) {
  if (value === null) return nothing;
  const context = Array.isArray(value) ? value : [value];
  return context.map((part) => encodeURIComponent(String(part))).join(",");
}

/** Returns the text of a field of the experiment; null if a link cannot contain it. @param {string} name @param {unknown} value */
export function fieldText(name, value) {
  if (name === WEIGHTS && Array.isArray(value)) return weightsText(value);
  const isPlain = value === null || (Array.isArray(value) ? value.every((part) => typeof part !== "object") : typeof value !== "object");
  return isPlain ? textOf(value, "none") : null;
}

/** @param {string} name @param {unknown} value */
export const isWritable = (name, value) => fieldText(name, value) !== null;
