/**
 * Parses a pasted table into samples: one line per sample, whose last column is its class
 * or its value. Pure.
 *
 * Columns are separated by tabs, semicolons, commas or spaces. Decimal commas are accepted
 * unless commas separate the columns.
 */

import { parseNumber, shortened, startOf } from "../../../base/format.js";
import { t } from "../../../base/i18n.js";
import { PAGE } from "../../../base/page-data.js";
import { linesOf, separatorOf } from "./split-cells.js";

/** @import { Label, Samples } from "../../../types.js" */
/** @import { Key, Values } from "../../../base/i18n.js" */
/** @import { Cell, Line } from "./split-cells.js" */

/** @typedef {"automatic" | "classes" | "values"} TargetKind */
/** @typedef {{ samples: number, features: number, numbers: number, classes: [number, number], bytes: number }} Limits */
/** @typedef {Samples & { kind: "classes" | "values", classes: Label[] }} Table */

/** An error in the text of a table, with its position. */
export class TableError extends Error {
  /**
   * @param {Key} key
   * @param {Values} values
   * @param {Cell | null} cell
   */
  constructor(key, values, cell) {
    super(cell ? t("table_error.at", { line: String(cell.line), column: String(cell.column), text: t(key, values) }) : t(key, values));
    /** The start and the end of the error in the text. */
    this.range = cell ? /** @type {const} */ ([cell.start, cell.end]) : null;
  }
}

/**
 * @param {string} text
 * @param {TargetKind} kind
 * @param {Limits} limits
 * @returns {Table}
 * @throws {TableError}
 */
export function readTable(text, kind, limits) {
  if (new TextEncoder().encode(text).length > limits.bytes) {
    throw new TableError("table_error.bytes", { n: limits.bytes / 2 ** 20 }, null);
  }
  const all = linesOf(text, separatorOf(text));
  const head = all[0] && isHeader(all[0], all[1]) ? all[0] : null;
  const lines = head ? all.slice(1) : all;
  const [first] = lines;
  if (!first) throw new TableError("table_error.few", {}, null);
  checkShape(lines, first.length, limits);
  if (lines.length * (first.length - 1) > limits.numbers) throw new TableError("table_error.numbers", { n: limits.numbers }, null);
  const x = lines.map((line) => line.slice(0, -1).map(numberOf));
  const last = lines.map((line) => /** @type {Cell} */ (line.at(-1)));
  const names = head && head.length === first.length ? { names: head.slice(0, -1).map(nameOf) } : {};
  const isValues = kind === "values" || (kind === "automatic" && areValues(last, limits));
  if (isValues) return { x, y: last.map((cell) => [numberOf(cell)]), ...names, kind: "values", classes: [] };
  const y = last.map(labelOf);
  return { x, y, ...names, kind: "classes", classes: classesOf(y, last, limits) };
}

/** Returns whether a line is a header: texts above numbers. @param {Line} line @param {Line | undefined} next */
function isHeader(line, next) {
  const measured = line.slice(0, -1);
  const isNamed = measured.length > 0 && measured.every(({ text }) => Number.isNaN(parseNumber(text)));
  return isNamed && (next ?? []).slice(0, -1).some(({ text }) => !Number.isNaN(parseNumber(text)));
}

/** @param {Cell} cell @param {number} k */
const nameOf = ({ text }, k) => startOf(text, PAGE.table_limits.label) || `x${k + 1}`;

/** @param {Line[]} lines @param {number} width @param {Limits} limits */
function checkShape(lines, width, limits) {
  const most = lines[limits.samples]?.[0];
  if (most) throw new TableError("table_error.many", { n: limits.samples }, most);
  for (const line of lines) {
    const cell = /** @type {Cell} */ (line.at(-1));
    if (line.length < 2) throw new TableError("table_error.one_column", {}, cell);
    if (line.length !== width) throw new TableError("table_error.ragged", { n: line.length, width }, cell);
    const wide = line.length > limits.features + 1 && line[limits.features];
    if (wide) throw new TableError("table_error.wide", { n: limits.features }, wide);
  }
}

/** @param {Cell} cell */
function numberOf(cell) {
  const value = parseNumber(cell.text);
  if (cell.text === "") throw new TableError("table_error.empty", {}, cell);
  if (Number.isNaN(value)) throw new TableError("table_error.number", { text: shown(cell.text) }, cell);
  if (Math.abs(value) > PAGE.table_limits.number) throw new TableError("table_error.large", {}, cell);
  return value;
}

/** @param {Cell} cell @returns {Label} an integer, or a text */
function labelOf(cell) {
  if (cell.text === "") throw new TableError("table_error.empty", {}, cell);
  const value = parseNumber(cell.text);
  if (Number.isInteger(value) && Math.abs(value) <= PAGE.table_limits.number) return value;
  if (cell.text.length > PAGE.table_limits.label) throw new TableError("table_error.label", { n: PAGE.table_limits.label }, cell);
  return cell.text;
}

/** Returns whether targets are values: numbers with fractions, or too many different ones for classes. @param {Cell[]} cells @param {Limits} limits */
function areValues(cells, limits) {
  const numbers = cells.map(({ text }) => parseNumber(text));
  if (numbers.some(Number.isNaN)) return false;
  return !numbers.every(Number.isInteger) || new Set(numbers).size > limits.classes[1];
}

/** @param {Label[]} y @param {Cell[]} cells @param {Limits} limits @returns {Label[]} in order of appearance */
function classesOf(y, cells, limits) {
  const classes = new Set();
  y.forEach((label, i) => {
    classes.add(label);
    if (classes.size > limits.classes[1]) throw new TableError("table_error.classes", { n: limits.classes[1] }, cells[i] ?? null);
  });
  if (classes.size < limits.classes[0]) throw new TableError("table_error.one_class", {}, null);
  return [...classes];
}

/** @param {string} text */
const shown = (text) => shortened(text, 24);
