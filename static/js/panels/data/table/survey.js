/** Looks through the cells of a column once, and counts what they are. Pure. */

import { isNothing, textOfCell } from "./cell-text.js";
import * as dates from "./dates.js";
import * as numbers from "./numbers.js";

/** @import { Pause } from "./types.js" */

/** So many different texts are counted. */
export const MOST_DIFFERENT = 1000;
/** So many cells are looked at between two pauses. */
const SLICE = 2048;
const DIGIT = /\d/;
/** Two numbers in one cell: 120/80. */
const SLASH = /^\d+(?:[.,]\d+)? ?\/ ?\d+(?:[.,]\d+)?$/;

/**
 * What the cells of a column are.
 *
 * @typedef {object} Survey
 * @property {number} known cells that have a meaning
 * @property {number} missing
 * @property {number} nothing known cells that mean nothing if the others are numbers
 * @property {number} slashes cells with two numbers
 * @property {numbers.Evidence} numbers
 * @property {dates.Evidence} dates
 * @property {Map<string, number>} texts different ones with their number, until there are too many
 * @property {boolean} allDifferent whether no text was found twice, until there were too many
 * @property {boolean} isCounting 0, 1, 2, ... or 1, 2, 3, ...
 */

/** @param {readonly string[][]} rows @param {number} column @param {Pause} pause @returns {Promise<Survey>} */
export async function surveyOf(rows, column, pause) {
  const survey = {
    known: 0,
    missing: 0,
    nothing: 0,
    slashes: 0,
    numbers: numbers.createEvidence(),
    dates: dates.createEvidence(),
    texts: new Map(),
    allDifferent: true,
    isCounting: true,
  };
  for (let i = 0; i < rows.length; i += 1) {
    if (i % SLICE === SLICE - 1) await pause();
    const text = textOfCell(rows[i]?.[column] ?? "");
    if (text === null) survey.missing += 1;
    else addText(survey, text);
  }
  for (const [text, times] of survey.texts) addForm(survey, text, times);
  survey.isCounting &&= survey.missing === 0;
  return survey;
}

/** Counts a text; its form is looked at later, once for all that are alike. @param {Survey} survey @param {string} text */
function addText(survey, text) {
  const known = survey;
  if (known.isCounting) known.isCounting = isNext(known, text);
  known.known += 1;
  if (known.texts.size === MOST_DIFFERENT) {
    addForm(known, text, 1);
    return;
  }
  const times = known.texts.get(text) ?? 0;
  known.texts.set(text, times + 1);
  if (times > 0) known.allDifferent = false;
}

/** @param {Survey} survey @param {string} text @param {number} times */
function addForm(survey, text, times) {
  const known = survey;
  if (!DIGIT.test(text)) {
    if (isNothing(text)) known.nothing += times;
  } else if (!numbers.addCell(known.numbers, text, times)) {
    if (SLASH.test(text)) known.slashes += times;
    dates.addCell(known.dates, text, times);
  }
}

/** Returns whether a text is the number after the last one. @param {Survey} survey @param {string} text */
function isNext({ known, texts }, text) {
  const first = known === 0 ? text : texts.keys().next().value;
  return (first === "0" || first === "1") && text === String(known + Number(first));
}
