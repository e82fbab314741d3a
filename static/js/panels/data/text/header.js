/** Decides whether the first row of a table names its columns. Pure. */

/** @import { Note } from "../table/types.js" */

/** Rows that are compared with the first one, and their cells in wide tables. */
const [MOST_ROWS, LEAST_ROWS, MOST_CELLS] = [200, 20, 20_000];
/** The share of values that makes a column one of numbers or dates. */
const MOST = 0.8;
const MISSING = /^(?:|na|n\/a|nan|null|none|\?|-|\.)$/i;
/** A number, a date or a time, with a currency in front or a unit behind. */
const VALUE = /^[-+\u2212]?\s*[€$£¥]?\s*[-+\u2212]?(?=[^\dtz]*\d)[\d.,:/'’TZ\u00a0\u202f\u2009 -]+(?:e[-+]?\d+)?(?:%|€|\$|£|[a-zµ°²³]{1,3})?$/i;

const WHOLE = /^\d+$/;

/** Whether a cell holds a number, a date or a time. @param {string} cell */
export const isValue = (cell) => cell.length < 64 && VALUE.test(cell);

/** Whether a cell is empty, or a mark for nothing. @param {string} cell */
export const isMissing = (cell) => MISSING.test(cell);

/**
 * @param {string[][]} rows of one width
 * @returns {{ header: boolean, note: Note | null }} what is assumed, and whether that is unclear
 */
export function guessHeader(rows) {
  const n = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / (rows[0]?.length ?? 1))));
  const [first = [], ...below] = rows.slice(0, n + 1);
  const others = below.slice(descriptions(below));
  if (others.length === 0) return { header: !first.some(isValue), note: null };
  const kinds = first.map((cell, k) =>
    kindOf(
      cell,
      others.map((row) => row[k] ?? "").filter((other) => !isMissing(other)),
    ),
  );
  const count = (/** @type {string} */ kind) => kinds.filter((one) => one === kind).length;
  const n_numbers = count("number");
  const n_given = first.filter((cell) => cell !== "").length;
  if (n_numbers > 0) {
    const values = first.filter(isValue);
    const next = (others[0] ?? []).filter((_, k) => kinds[k] === "number");
    const isCounting = areYears(values) || (values.length === n_given && isCount(values, first[0] === "" ? 2 : 3));
    const names = values.slice(0, 3).join(", ") + (values.length > 3 ? ", …" : "");
    if (isCounting && stepOf(next) !== stepOf(values)) return { header: true, note: { key: "table.text.header.counting", values: { names } } };
    const mayCount = values.length === n_given && stepOf(values) !== null && next.some((cell) => isValue(cell) && !WHOLE.test(cell));
    return { header: count("name") > n_numbers, note: mayCount ? { key: "table.text.header.sample", values: { names } } : null };
  }
  if (count("name") > 0) return { header: true, note: null };
  const header = count("new") + count("unclear") > 0 && count("new") >= count("repeated");
  return { header, note: header && count("new") === 0 ? { key: "table.text.header.assumed", values: {} } : null };
}

/**
 * Compares the first cell of a column with those below: a number above numbers, a name
 * above numbers, or a text above texts that is one of them or new.
 *
 * @param {string} first
 * @param {string[]} others
 */
function kindOf(first, others) {
  if (isMissing(first) || others.length === 0) return "nothing";
  if (others.filter(isValue).length >= MOST * others.length) return isValue(first) ? "number" : "name";
  if (others.includes(first)) return "repeated";
  return new Set(others).size < others.length ? "new" : "unclear";
}

/** The number of lines above the samples that hold no value: units or types. @param {string[][]} rows */
function descriptions(rows) {
  const n = rows.findIndex((row) => row.some(isValue));
  return n > 0 && n <= 2 ? n : 0;
}

/** Whether numbers count from 0 or 1. @param {string[]} cells @param {number} least how many there must be */
const isCount = (cells, least) => cells.length >= least && Number(cells[0]) <= 1 && stepOf(cells) === 1;

/** Whether numbers are years, the same time apart. @param {string[]} cells */
const areYears = (cells) => Number(cells[0]) >= 1800 && Number(cells[0]) <= 2200 && stepOf(cells) !== null;

/** The distance of whole numbers that have the same one, upwards; null if they do not. @param {string[]} cells */
function stepOf(cells) {
  const numbers = cells.map((cell) => (/^\d{1,4}$/.test(cell) ? Number(cell) : NaN));
  const step = (numbers[1] ?? NaN) - (numbers[0] ?? NaN);
  return step > 0 && numbers.every((n, i) => n === (numbers[0] ?? 0) + i * step) ? step : null;
}
