/** Reads JSON as a table: records one by one, or columns as pandas writes them. Pure. */

import { withCertainPoint } from "../table/number-forms.js";
import { MOST_COLUMNS } from "./cells.js";
import { tidyNames } from "./names.js";
import { refused, tableOfRows } from "./table-of-rows.js";

/** @import { Key, Values } from "../../../base/words/i18n.js" */
/** @import { Choices, Pause, Table } from "../table/types.js" */

/** Characters that are read before the page may draw again. */
const SLICE = 2 ** 16;
/** Values that are longer are parsed without the texts of their numbers, which takes long. */
const LONG = 2 ** 20;
const MOST_RECORDS = 200_000;

/** An error that names why a text is no table. */
class JsonError extends Error {
  /** @param {Key} key @param {Values} values */
  constructor(key, values) {
    super(key);
    this.fault = { key, values, cures: [] };
  }
}

/** A number as it is written. JSON has no marks of thousands: the point of 1.050 is certain. */
class Numeral {
  /** @param {string} text */
  constructor(text) {
    this.text = withCertainPoint(text);
  }
}

/** Whether a text begins as records do. @param {string} text */
export const isJson = (text) => /^\ufeff?\s*(?:\[\s*[[{\]]|\{\s*["}])/.test(text.slice(0, 4096));

/**
 * @param {string} text
 * @param {Pick<Choices, "header">} choices
 * @param {Pause} pause
 * @returns {Promise<Table>}
 */
export async function jsonTable(text, choices, pause) {
  try {
    const { values, lines } = await valuesOf(text, pause);
    const [only] = values;
    if (values.length === 1 && isObject(only) && Object.values(only).some(isNested)) return await tableOfObject(only, choices, pause);
    return await tableOfValues(values, lines, choices, pause);
  } catch (error) {
    if (error instanceof JsonError) return refused(error.fault, null);
    throw error;
  }
}

/**
 * Parses the values of a list, or those that follow each other, one by one.
 *
 * @param {string} text
 * @param {Pause} pause
 * @returns {Promise<{ values: unknown[], lines: number[] }>}
 */
async function valuesOf(text, pause) {
  /** @type {unknown[]} */
  const values = [];
  const lines = [];
  const isList = /^\ufeff?\s*\[/.test(text.slice(0, 4096));
  let at = isList ? text.indexOf("[") + 1 : text.indexOf("{");
  let [line, lineBreak, next] = [1, breakIn(text, 0), SLICE];
  for (;;) {
    const blank = /[\s,]*/y;
    blank.lastIndex = at;
    blank.test(text);
    at = blank.lastIndex;
    for (; lineBreak < at; lineBreak = breakIn(text, lineBreak + 1)) line += 1;
    if (isList && text[at] === "]") return endOfList(text, at + 1, line, { values, lines });
    if (!isList && at >= text.length) return { values, lines };
    const end = await valueEnd(text, at, pause);
    if (end < 0) throw new JsonError("table.text.json", { line });
    if (values.length === MOST_RECORDS) throw new JsonError("table.text.many_records", { n: MOST_RECORDS });
    values.push(parsed(text.slice(at, end), line));
    lines.push(line);
    at = end;
    if (at > next) {
      await pause();
      next = at + SLICE;
    }
  }
}

/** Gives back what was read if nothing follows the list. @template T @param {string} text @param {number} at @param {number} line @param {T} found @returns {T} */
function endOfList(text, at, line, found) {
  if (text.slice(at, at + SLICE).trim() !== "") throw new JsonError("table.text.json_more", { line });
  return found;
}

/** The next line break, or the end. @param {string} text @param {number} from */
function breakIn(text, from) {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

/** Where the object or the list ends that begins at a position; -1 if there is none. @param {string} text @param {number} start @param {Pause} pause */
async function valueEnd(text, start, pause) {
  const sign = /["{}[\]]/g;
  sign.lastIndex = start;
  let [depth, next] = [0, start + SLICE];
  if (!"{[".includes(text[start] ?? " ")) return -1;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    if (found[0] === '"') sign.lastIndex = stringEnd(text, found.index);
    else depth += "{[".includes(found[0]) ? 1 : -1;
    if (depth === 0) return found.index + 1;
    if (found.index > next) {
      await pause();
      next = found.index + SLICE;
    }
  }
  return -1;
}

/** @param {string} text @param {number} start of its first quote */
function stringEnd(text, start) {
  const sign = /[\\"]/g;
  sign.lastIndex = start + 1;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    if (found[0] === '"') return sign.lastIndex;
    sign.lastIndex += 1;
  }
  return text.length;
}

/** @param {string} text @param {number} line @returns {unknown} */
function parsed(text, line) {
  /** @type {(key: string, value: unknown, context?: { source?: string }) => unknown} */
  const keep = (_, value, context) => (typeof value === "number" ? new Numeral(context?.source ?? String(value)) : value);
  try {
    return JSON.parse(text, text.length < LONG ? keep : undefined);
  } catch {
    throw new JsonError("table.text.json", { line });
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => isNested(value) && !Array.isArray(value);

/** @param {unknown} value */
const isNested = (value) => typeof value === "object" && value !== null && !(value instanceof Numeral);

/** @param {unknown} value @param {string} path @returns {string} */
function cellOf(value, path) {
  if (value === null || value === undefined) return "";
  if (value instanceof Numeral) return value.text;
  if (isNested(value)) throw new JsonError("table.text.json_nested", { path });
  return String(value).trim();
}

/**
 * @param {unknown[]} values
 * @param {number[]} lines
 * @param {Pick<Choices, "header">} choices
 * @param {Pause} pause
 * @returns {Promise<Table>}
 */
async function tableOfValues(values, lines, choices, pause) {
  if (values.length > 0 && values.every(Array.isArray)) {
    const rows = values.map((row, i) => row.map((/** @type {unknown} */ value, /** @type {number} */ k) => cellOf(value, `[${i}][${k}]`)));
    return tableOfRows({ rows, lines, separator: null, header: choices.header, notes: [] }, pause);
  }
  /** @type {Map<string, number>} */
  const columns = new Map();
  for (const [i, value] of values.entries()) {
    if (!isObject(value)) throw new JsonError("table.text.json_record", { line: lines[i] ?? 1 });
    for (const name of Object.keys(value)) if (!columns.has(name)) columns.set(name, columns.size);
    if (columns.size > MOST_COLUMNS) throw new JsonError("table.text.wide", { line: lines[i] ?? 1, n: MOST_COLUMNS });
  }
  const keys = [...columns.keys()];
  const rows = [];
  for (const [i, value] of values.entries()) {
    rows.push(keys.map((key) => cellOf(/** @type {Record<string, unknown>} */ (value)[key], `[${i}].${key}`)));
    if (i % 1024 === 1023) await pause();
  }
  return named(keys, rows, lines);
}

/** @param {string[]} keys @param {string[][]} rows @param {number[]} lines @returns {Table} */
function named(keys, rows, lines) {
  if (rows.length === 0) throw new JsonError("table.text.empty", {});
  if (keys.length < 2) throw new JsonError("table.text.one_column", { line: 1 });
  const { names, notes } = tidyNames(keys);
  return { separator: null, header: true, names, rows, lines, hints: keys.map(() => null), notes, faults: [] };
}

/**
 * Reads an object: with lists of columns and rows, a list of records in it, or a list or an
 * object of cells for each column.
 *
 * @param {Record<string, unknown>} given
 * @param {Pick<Choices, "header">} choices
 * @param {Pause} pause
 */
function tableOfObject(given, choices, pause) {
  const { columns, data } = given;
  if (Array.isArray(columns) && Array.isArray(data)) {
    const rows = [columns, ...data];
    return tableOfValues(rows, numbersFrom1(rows.length), { header: true }, pause);
  }
  const lists = Object.entries(given).filter(([, value]) => Array.isArray(value) && value.some(isNested));
  const [first] = lists;
  if (first && lists.length === 1) {
    const records = /** @type {unknown[]} */ (first[1]);
    return tableOfValues(records, numbersFrom1(records.length), choices, pause);
  }
  const keys = Object.keys(given);
  const cells = Object.entries(given).map(([key, value]) => {
    if (!isNested(value)) throw new JsonError("table.text.json_nested", { path: key });
    return Object.values(/** @type {object} */ (value));
  });
  const n = cells[0]?.length ?? 0;
  if (cells.some((column) => column.length !== n)) throw new JsonError("table.text.json_columns", {});
  const rows = numbersFrom1(n).map((i) => cells.map((column, k) => cellOf(column[i - 1], `${keys[k]}[${i - 1}]`)));
  return Promise.resolve(named(keys, rows, numbersFrom1(n)));
}

/** @param {number} n */
const numbersFrom1 = (n) => Array.from({ length: n }, (_, i) => i + 1);
