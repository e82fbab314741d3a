/** The cells of a column as numbers: values, days, or numbers of categories. Pure. */

import { isNothing, textOfCell } from "./cell-text.js";
import { dayOf, orderOf } from "./dates.js";
import { sortedLabels } from "./labels.js";
import { parserOf } from "./numbers.js";

/** @import { Limits, Pause } from "./types.js" */
/** @import { Field } from "./roles.js" */

/** What a cell is. */
export const [GOOD, MISSING, REFUSED, LARGE] = /** @type {const} */ ([0, 1, 2, 3]);
const SLICE = 2048;
/** More labels are neither classes nor inputs, and are left in the order of the file. */
const MOST_SORTED = 5000;

/**
 * The cells of a column, read.
 *
 * @typedef {object} Cells
 * @property {Float64Array} values numbers, days, or which label; NaN where there is none
 * @property {Uint8Array} marks what each cell is
 * @property {string[]} labels of a column of categories, in order; else none
 * @property {number} missing
 * @property {number} refused with those that are too large
 * @property {number} firstRefused its row; -1 for none
 */

/** @param {readonly string[][]} rows @param {Field} field @param {Limits} limits @param {Pause} pause @returns {Promise<Cells>} */
export function cellsOf(rows, field, limits, pause) {
  if (field.kind === "category" || field.kind === "id") return categoriesOf(rows, field.index, pause);
  return measuresOf(rows, field, field.kind === "number" ? parserOf(field.format) : dayReader(field), limits, pause);
}

/** @param {Field} field @returns {(text: string) => number} */
function dayReader({ survey }) {
  const order = orderOf(survey.dates) ?? "day";
  return (text) => dayOf(text, order);
}

/** @param {readonly string[][]} rows @param {Field} field @param {(text: string) => number} read @param {Limits} limits @param {Pause} pause @returns {Promise<Cells>} */
async function measuresOf(rows, { index }, read, limits, pause) {
  const values = new Float64Array(rows.length).fill(NaN);
  const marks = new Uint8Array(rows.length);
  let [missing, refused, firstRefused] = [0, 0, -1];
  for (let i = 0; i < rows.length; i += 1) {
    if (i % SLICE === SLICE - 1) await pause();
    const text = textOfCell(rows[i]?.[index] ?? "");
    const value = text === null ? NaN : read(text);
    if (Math.abs(value) <= limits.number) values[i] = value;
    else if (text === null || isNothing(text)) {
      marks[i] = MISSING;
      missing += 1;
    } else {
      marks[i] = Number.isNaN(value) ? REFUSED : LARGE;
      refused += 1;
      if (firstRefused < 0) firstRefused = i;
    }
  }
  return { values, marks, labels: [], missing, refused, firstRefused };
}

/** @param {readonly string[][]} rows @param {number} column @param {Pause} pause @returns {Promise<Cells>} */
async function categoriesOf(rows, column, pause) {
  const values = new Float64Array(rows.length).fill(NaN);
  const marks = new Uint8Array(rows.length);
  /** The numbers of the labels in order of appearance. @type {Map<string, number>} */
  const found = new Map();
  let missing = 0;
  for (let i = 0; i < rows.length; i += 1) {
    if (i % SLICE === SLICE - 1) await pause();
    const text = textOfCell(rows[i]?.[column] ?? "");
    if (text === null) {
      marks[i] = MISSING;
      missing += 1;
      continue;
    }
    const number = found.get(text) ?? found.size;
    if (number === found.size) found.set(text, number);
    values[i] = number;
  }
  if (found.size > MOST_SORTED) return { values, marks, labels: [...found.keys()], missing, refused: 0, firstRefused: -1 };
  const labels = sortedLabels(found.keys());
  await pause();
  const places = new Map(labels.map((label, place) => [found.get(label) ?? 0, place]));
  for (let i = 0; i < values.length; i += 1) values[i] = places.get(values[i] ?? NaN) ?? NaN;
  return { values, marks, labels, missing, refused: 0, firstRefused: -1 };
}
