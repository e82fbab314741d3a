/** Reads lines below the names that describe the columns: units, or the types of Orange. Pure. */

import { isMissing, isValue } from "./header.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Kind, Role, Table } from "../table/types.js" */

/** @typedef {Table["hints"][number]} Hint */
/** @typedef {{ hints: Hint[], names: string[], n_lines: number, key: Key | null }} Found the lines that are no samples, and what they were read as */

const BRACKETED = /^[([{].{1,24}[)\]}]$/u;
const UNIT = /^[\p{L}µΩ°%‰€$£¥²³⁻¹·*/^().\d -]{1,12}$/u;
const PREFIX = /^([mciw]?)([CDST]?)#/;
const TYPE = /^(?:c|continuous|d|discrete|s|string|text|t|time)$/i;
const FLAG = /^(?:|class|c|meta|m|ignore|i|weight|w|\S+=.*)$/i;
/** @type {Record<string, Kind>} */
const KINDS = { c: "number", d: "category", s: "category", t: "date" };

/**
 * @param {readonly string[]} names
 * @param {string[][]} rows below the names
 * @returns {Found}
 */
export function describedBy(names, rows) {
  return orangeLines(names, rows) ?? orangePrefixes(names) ?? units(names, rows) ?? { hints: names.map(() => null), names: [...names], n_lines: 0, key: null };
}

/** Two lines below the names: types, and which column is the class. @param {readonly string[]} names @param {string[][]} rows @returns {Found | null} */
function orangeLines(names, rows) {
  const [types = [], flags = [], ...body] = rows;
  const isType = (/** @type {string} */ cell) => TYPE.test(cell) || cell.includes(" ");
  const n_types = types.filter((cell) => TYPE.test(cell)).length;
  if (names.length < 2 || !types.every(isType) || 2 * n_types < names.length || !flags.every((cell) => FLAG.test(cell))) return null;
  const isCertain = flags.some((cell) => /^(?:class|meta)$/i.test(cell)) || types.some((cell) => /^(?:continuous|discrete|string)$/i.test(cell));
  const numbers = types.flatMap((type, k) => (/^c/i.test(type) && TYPE.test(type) ? [k] : []));
  const areNumbers = numbers.length > 0 && body.slice(0, 20).every((row) => numbers.every((k) => isValue(row[k] ?? "") || isMissing(row[k] ?? "")));
  if (!isCertain && !areNumbers) return null;
  const hints = types.map((type, k) => hintOf(TYPE.test(type) ? type : "discrete", flags[k] ?? ""));
  return { hints, names: [...names], n_lines: 2, key: "table.text.orange" };
}

/** Prefixes of names: `cD#name` is a class. A prefix alone, as in C, C#, D, is one if all columns have one. @param {readonly string[]} names @returns {Found | null} */
function orangePrefixes(names) {
  const found = names.map((name) => PREFIX.exec(name));
  const areAll = found.every((part) => part !== null);
  const parts = found.map((part, k) => (areAll || part?.[0] !== names[k] ? part : null));
  if (!parts.some((part) => part && part[0] !== "#")) return null;
  return {
    hints: parts.map((part) => (part ? hintOf(part[2] ?? "", part[1] ?? "") : null)),
    names: names.map((name, k) => (parts[k] ? name.slice(parts[k][0].length) : name)),
    n_lines: 0,
    key: "table.text.orange",
  };
}

/** @param {string} type @param {string} flag @returns {Hint} */
function hintOf(type, flag) {
  const kind = KINDS[type.charAt(0).toLowerCase()];
  const letter = flag.charAt(0).toLowerCase();
  const isText = /^s/i.test(type);
  /** @type {Role | null} */
  const role = flag.includes("=") ? null : letter === "c" ? "target" : letter !== "" || isText ? "out" : null;
  return kind || role ? { ...(kind ? { kind } : {}), ...(role ? { role } : {}) } : null;
}

/** A line of units above numbers. @param {readonly string[]} names @param {string[][]} rows @returns {Found | null} */
function units(names, rows) {
  const [line = [], ...body] = rows;
  const below = body.slice(0, 20);
  /** @param {number} k */
  const isMeasured = (k) => {
    const cells = below.map((row) => row[k] ?? "").filter((cell) => !isMissing(cell));
    return cells.length > 0 && cells.filter(isValue).length >= 0.8 * cells.length;
  };
  const isUnit = (/** @type {string} */ cell, /** @type {number} */ k) =>
    cell === "" || BRACKETED.test(cell) || (UNIT.test(cell) && isMeasured(k) && !isValue(cell));
  const written = line.filter((cell, k) => cell !== "" && isMeasured(k));
  if (below.length === 0 || written.length === 0 || !line.every(isUnit) || written.every(isMissing)) return null;
  return {
    hints: line.map((cell) => (cell === "" ? null : { unit: cell.replace(/^[([{](.*)[)\]}]$/, "$1").trim() })),
    names: [...names],
    n_lines: 1,
    key: "table.text.units",
  };
}
