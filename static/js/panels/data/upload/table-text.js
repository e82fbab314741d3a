/**
 * Writes samples as the text of a table, so that the dialog reads back the same samples. Pure.
 *
 * Where a column could be taken for something else, its name begins with the prefix of Orange
 * that tells what it is: `C#` for numbers, `cD#` for a class, `cC#` for a target value.
 */

import { markedText } from "../table/cell-text.js";
import { isNameOfRows } from "../table/kinds.js";
import { hasOpenPoint, withCertainPoint } from "../table/number-forms.js";
import { isNameOfTarget } from "../table/roles.js";
import { isValue } from "../text/header.js";

/** @import { Label, Samples } from "../../../types.js" */

/** @typedef {{ name: string, cells: (Label | undefined)[], prefix: "C" | "cD" | "cC", isInput: boolean }} Column */

/** Most whole numbers that are classes, and fewest different ones that are none. */
const MOST_CLASSES = 10;
const FEWEST_VALUES = 4;
/** Such whole numbers may be names of columns of years. */
const FIRST_YEAR = 1800;
/** A beginning of a name that would be read as a prefix, a comment, or another kind of file. */
const MISLEADING = /^(?:[a-zA-Z]{0,2}#|[<[{"])/;

/** @param {Samples} samples */
export function textOf({ x, y, names, target_names }) {
  const columns = [...columnsOf(x, names, "C"), ...columnsOf(targetsOf(y), target_names, areLabels(y) ? "cD" : "cC")];
  const told = columns.map((column, k) => isMisleading(column, k, columns));
  const isHeadless = !names && !target_names;
  const isUnclear = isHeadless ? mayBeNames(columns.map(({ cells }) => cells[0])) : !names;
  const isTold = isUnclear || told.some(Boolean);
  const isAll = isTold && columns.some(({ name }) => name === "");
  const heading = columns.map(({ name, prefix }, k) => (isAll || told[k] ? `${prefix}#${name}` : name));
  const numbers = [...x.flat(), ...(areLabels(y) ? [] : targetsOf(y).flat())].map(String);
  const isOpen = !numbers.some((text) => text.includes(".") && !hasOpenPoint(text));
  const lines = x.map((_, row) => columns.map(({ cells }) => written(cells[row], isOpen)).join(","));
  return [...(isHeadless && !isTold ? [] : [heading.map(quoted).join(",")]), ...lines].join("\n");
}

/** @param {Samples["y"]} y */
const areLabels = (y) => !Array.isArray(y[0]);

/** @param {Samples["y"]} y @returns {Label[][]} */
const targetsOf = (y) => y.map((target) => [target].flat());

/** @param {Label[][]} rows @param {string[] | undefined} names @param {Column["prefix"]} prefix @returns {Column[]} */
const columnsOf = (rows, names, prefix) =>
  (rows[0] ?? []).map((_, k) => ({ name: names?.[k] ?? "", cells: rows.map((row) => row[k]), prefix, isInput: prefix === "C" }));

/** Returns whether a column would not be taken for what it is. @param {Column} column @param {number} index @param {readonly Column[]} columns */
function isMisleading({ name, cells, prefix, isInput }, index, columns) {
  if (MISLEADING.test(name) || isNameOfRows(name) || (name !== "" && (isValue(name) || markedText(name) !== name))) return true;
  const isConstant = new Set(cells.map(String)).size < 2;
  if (isInput) return isConstant || (index === 0 && cells.every((cell, row) => cell === row + Number(cells[0]) && row + 1 >= cell));
  const isAnother = columns.some((other) => other.isInput && isNameOfTarget(other.name)) || columns.at(-2)?.isInput === false;
  const isClass = areWhole(cells) ? looksLikeClasses(cells) : cells.every((cell) => typeof cell === "string" && !/\d/.test(cell));
  return isAnother || isConstant || isClass !== (prefix === "cD");
}

/** Returns whether a first row may be taken for names: whole numbers only, or inputs such as 0, 1, 2, or years. @param {Column["cells"]} row */
function mayBeNames(row) {
  const numbers = row.filter((cell) => areWhole([cell])).map(Number);
  const [first = 0, second] = numbers;
  const isRising = numbers.every((value, k) => k === 0 || value > (numbers[k - 1] ?? value));
  return numbers.length === row.length || (isRising && second !== undefined && (numbers.length > 2 || first >= FIRST_YEAR));
}

/** @param {Column["cells"]} cells */
const areWhole = (cells) => cells.every((cell) => /^-?\d+$/.test(String(cell)));

/** Returns whether whole numbers would be taken for classes. @param {Column["cells"]} cells */
function looksLikeClasses(cells) {
  const n = new Set(cells.map(String)).size;
  return n <= MOST_CLASSES && !(n === cells.length && n >= FEWEST_VALUES);
}

/** Writes a cell. If no number tells that the point is of decimals, each does. @param {Label | undefined} cell @param {boolean} isOpen */
function written(cell, isOpen) {
  if (typeof cell === "string") return quoted(markedText(cell));
  return isOpen ? withCertainPoint(String(cell)) : String(cell);
}

/** @param {string} text */
const quoted = (text) => (/[",;|\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
