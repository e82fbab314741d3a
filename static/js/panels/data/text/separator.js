/** Guesses what separates the columns of a text, from its first lines. Pure. */

import { cellsOf } from "./cells.js";

/** @import { Separator } from "../table/types.js" */

/** From the one that means least else to the one that means most. @type {Separator[]} */
const SEPARATORS = ["\t", ";", "|", ",", " "];
const MOST_CHARACTERS = 2 ** 15;
/** Lines that are compared. */
const MOST_LINES = 100;
/** Two numbers in one cell, `5 -2`, but for thousands, `1 050`: the separator is not what split the cells. */
const NUMBERS = /^[-+]?[\d.,]+([eE][-+]?\d+)?[ \t]+[-+]?[\d.,]+([eE][-+]?\d+)?([ \t]|$)/;
const THOUSANDS = /^[-+]?\d{1,3}( \d{3})+([.,]\d*)?$/;
const DECIMAL_COMMA = /^[-+]?[\d.'’]*,\d+([eE][-+]?\d+)?%?$/;

/** @typedef {{ separator: Separator, rows: string[][], width: number, share: number }} Guess */

/**
 * Returns the separator that splits most lines into the same number of cells; null if none
 * splits them.
 *
 * @param {string} text whose lines end with \n
 * @returns {Promise<Separator | null>}
 */
export async function separatorOf(text) {
  const guesses = await guessesOf(text);
  const possible = guesses.filter(({ rows, width }) => width > 1 && 2 * rows.filter(isCrowded).length < rows.length);
  const best = Math.max(...possible.map(({ share }) => share));
  const first = possible.find(({ share }) => share >= 0.9 * best) ?? null;
  const blank = /** @type {Guess} */ (guesses.at(-1));
  const hasDecimals = first?.separator === "," && blank.width > 1 && blank.share >= 0.9 * best && areDecimals(blank.rows);
  return hasDecimals ? " " : (first?.separator ?? null);
}

/** The separators that split the first lines evenly. @param {string} text @returns {Promise<Separator[]>} */
export async function possibleSeparators(text) {
  return (await guessesOf(text)).filter(({ width, share }) => width > 1 && share >= 0.9).map(({ separator }) => separator);
}

/** @param {string} text */
function guessesOf(text) {
  const start = startOf(text);
  return Promise.all(SEPARATORS.map((separator) => guessOf(start, separator)));
}

/** The first lines, without the last one, which may be cut. @param {string} text */
function startOf(text) {
  const start = text.slice(0, MOST_CHARACTERS);
  const end = text.length > start.length ? start.lastIndexOf("\n") : start.length;
  return end > 0 ? start.slice(0, end) : start;
}

/** @param {string} text @param {Separator} separator @returns {Promise<Guess>} */
async function guessOf(text, separator) {
  const cells = await cellsOf(text, separator, 1, () => undefined);
  const rows = cells.rows.slice(0, MOST_LINES);
  const widths = rows.map((row) => row.length);
  const width = commonest(widths);
  const fitting = widths.filter((n) => n === width);
  const isWrong = rows.length === 0 || cells.fault?.key === "table.text.quote_inside";
  return { separator, rows, width, share: isWrong ? 0 : fitting.length / rows.length };
}

/** The number that occurs most often, the larger one of two; 0 if there is none. @param {readonly number[]} numbers */
export function commonest(numbers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best), [0, 0])[0];
}

/** @param {string[]} row */
const isCrowded = (row) => row.some((cell) => NUMBERS.test(cell) && !THOUSANDS.test(cell));

/** Whether commas occur in numbers only, as their decimal mark. @param {string[][]} rows */
function areDecimals(rows) {
  const cells = rows.flat().filter((cell) => cell.includes(","));
  return cells.length > 0 && cells.every((cell) => DECIMAL_COMMA.test(cell));
}
