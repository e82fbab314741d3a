/** Notes on a table that can be learnt: what was left out, drawn, and turned into numbers. Pure. */

import { parserOf } from "./numbers.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Note } from "./types.js" */
/** @import { Field } from "./roles.js" */
/** @import { Plan, Used } from "./samples.js" */

/** So many names are listed. */
const MOST_NAMES = 8;
/** In fewer lines a column may go with the classes by chance. */
const FEWEST_LEAKING = 20;

/** Why columns are left out, in one sentence for all columns with the same reason. @type {Partial<Record<Key, Key>>} */
const LEFT_OUT = {
  "table.column.counts": "table.out.counts",
  "table.column.id": "table.out.id",
  "table.column.empty": "table.out.empty",
  "table.column.constant": "table.out.constant",
  "table.column.missing": "table.out.missing",
  "table.column.categories": "table.out.categories",
  "table.column.date": "table.out.date",
  "table.column.slashes": "table.out.slashes",
  "table.column.told": "table.out.told",
};

/** A column for a sentence: its name, or its number. @param {Field} field */
export const nameOf = ({ name, index }) => name || String(index + 1);

/** A column for a sentence, by its number and its name. @param {Field} field */
export const placeOf = ({ name, index }) => (name ? `${index + 1} (${name})` : String(index + 1));

/** @param {readonly string[]} names */
const listed = (names) => [...names.slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ["…"] : [])].join(", ");

/** @param {readonly Field[]} fields @param {Plan} plan @param {number} lines @returns {Note[]} */
export function notesOf(fields, plan, lines) {
  return [...rowNotes(plan, lines), ...columnNotes(fields), ...inputNotes(fields, plan), ...leakNotes(plan)];
}

/** @param {Plan} plan @param {number} lines @returns {Note[]} */
function rowNotes({ rows, gaps, filled, rare, whole, classes }, lines) {
  /** @type {Note[]} */
  const notes = [];
  if (gaps > 0) notes.push({ key: 2 * gaps > lines ? "table.data.many_gaps" : "table.data.gaps", values: { n: gaps, all: lines } });
  if (filled > 0) notes.push({ key: "table.data.filled", values: { n: filled } });
  if (rare > 0) notes.push({ key: "table.data.rare", values: { n: rare, classes: classes.length } });
  if (whole > rows.length)
    notes.push({ key: classes.length > 0 ? "table.data.sample_of_classes" : "table.data.sample", values: { n: rows.length, all: whole } });
  return notes;
}

/** @param {readonly Field[]} fields @returns {Note[]} */
function columnNotes(fields) {
  return Object.entries(LEFT_OUT).flatMap(([reason, key]) => {
    const left = fields.filter((field) => field.reason?.key === reason);
    return named(key, left.map(nameOf));
  });
}

/** A sentence about columns, if there are any. @param {Key} key @param {readonly string[]} names @returns {Note[]} */
const named = (key, names) => (names.length > 0 ? [{ key, values: { n: names.length, names: listed(names) } }] : []);

/** @param {readonly Field[]} fields @param {Plan} plan @returns {Note[]} */
function inputNotes(fields, { inputs }) {
  const used = fields.filter(({ role, kind }) => role !== "out" && kind === "number");
  const units = used.filter(({ format }) => format.unit !== "").map((field) => `${nameOf(field)} (${field.format.unit})`);
  const categories = [...new Set(inputs.filter(({ category }) => category !== "").map(({ used: { field } }) => field))].map(nameOf);
  return [...named("table.data.units", units), ...named("table.data.categories", categories)];
}

/** Returns notes on the categories that are the classes in other words: alive for survived. @param {Plan} plan @returns {Note[]} */
function leakNotes({ rows, inputs, targets }) {
  const [target] = targets;
  const used = [...new Set(inputs.map((input) => input.used))];
  if (target?.field.kind !== "category" || rows.length < FEWEST_LEAKING || used.length < 2) return [];
  const names = used.filter((one) => one.field.kind === "category" && areSame(one, target, rows)).map(({ field }) => nameOf(field));
  return named("table.data.tells", names);
}

/** Returns whether each category goes with one class, and each class with one category. @param {Used} one @param {Used} other @param {readonly number[]} rows */
function areSame({ cells: one }, { cells: other }, rows) {
  /** @type {Map<number, number>} */
  const pairs = new Map();
  for (const row of rows) {
    const [category, label] = [one.values[row] ?? NaN, other.values[row] ?? NaN];
    const known = pairs.get(category);
    if (known === undefined) pairs.set(category, label);
    else if (known !== label) return false;
  }
  return new Set(pairs.values()).size === pairs.size;
}

/** What was assumed of one column. @param {Field} field @returns {Note[]} */
export function notesOfColumn({ reason, kind, role, format, unit, survey }) {
  /** @type {Note[]} */
  const notes = reason ? [reason] : [];
  if (kind === "date" && role !== "out") notes.push({ key: "table.column.days", values: {} });
  if (kind !== "number") return notes;
  const { groupExample, openExample } = survey.numbers;
  const example = groupExample || openExample;
  const value = format.thousands === "" ? NaN : parserOf(format)(example);
  if (example && Number.isFinite(value)) notes.push({ key: "table.column.thousands", values: { text: example, value: String(value) } });
  if (format.unit || unit) notes.push({ key: "table.column.unit", values: { unit: format.unit || unit } });
  return notes;
}
