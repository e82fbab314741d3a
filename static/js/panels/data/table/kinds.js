/** What kind of thing a column is: numbers, categories, dates, or labels of the lines. Pure. */

/** @import { Kind, Table } from "./types.js" */
/** @import { Survey } from "./survey.js" */

/** A column is of numbers, or of dates, if so many of its known cells are. */
const SHARE_OF_NUMBERS = 0.5;
const SHARE_OF_DATES = 0.9;
/** In shorter tables every text may be different, and a class. */
const FEW = 10;
/** Fewer lines are not counted by a column of 0, 1, 2, ... */
const FEWEST_COUNTED = 3;
const WHOLE = /^[-+]?\d+(?:[.,]0*)?$/;
const NAME_OF_ROWS = /^(?:id|index|idx|row[ _.-]?(?:names?|id|nr|number)?|unnamed: \d+|nr\.?|no\.?|#|uuid|key)$|[ _.-]id$/i;
const NAME_OF_ID = /[a-z]I[dD]$/;

/** The cells that have a meaning among numbers. @param {Survey} survey */
const telling = ({ known, nothing }) => known - nothing;

/** @param {Survey} survey */
const areNumbers = (survey) => survey.numbers.numbers > 0 && survey.numbers.numbers >= SHARE_OF_NUMBERS * telling(survey);

/** @param {Survey} survey */
const areDates = (survey) => survey.dates.dates > 0 && survey.dates.dates >= SHARE_OF_DATES * telling(survey);

/**
 * Guesses the kind of a column from its cells.
 *
 * @param {Survey} survey
 * @param {string} name
 * @param {boolean} isFirst
 * @param {boolean} hasNames whether the other columns have names
 * @returns {Kind}
 */
export function guessedKind(survey, name, isFirst, hasNames) {
  if (isLabelOfLines(survey, name, isFirst, hasNames)) return "id";
  return kindOfCells(survey);
}

/** What the cells are, whatever the column is for. @param {Survey} survey @returns {Exclude<Kind, "id">} */
export function kindOfCells(survey) {
  if (areNumbers(survey)) return "number";
  return areDates(survey) ? "date" : "category";
}

/** @param {Survey} survey @param {string} name @param {boolean} isFirst @param {boolean} hasNames */
function isLabelOfLines(survey, name, isFirst, hasNames) {
  const { known, isCounting, allDifferent } = survey;
  const isUnnamed = hasNames && name === "";
  if (isCounting && known >= FEWEST_COUNTED && (isFirst || isUnnamed)) return true;
  if (!allDifferent || known < FEWEST_COUNTED) return false;
  if (isNameOfRows(name)) return true;
  if (areNumbers(survey) || areDates(survey)) return false;
  return known > FEW || (isUnnamed && isFirst);
}

/** Returns whether numbers may be labels, as 01, 1 and 1.0 are: then they do not tell how numbers are written. @param {Survey} survey */
export const areLabels = ({ texts }) => texts.size <= FEW && [...texts.keys()].every((text) => WHOLE.test(text));

/** Returns whether by its name a column only names the lines. @param {string} name */
export const isNameOfRows = (name) => NAME_OF_ROWS.test(name) || NAME_OF_ID.test(name);

/** The kinds that the cells of a column allow. @param {Survey} survey @returns {Kind[]} */
export function possibleKinds(survey) {
  /** @type {Kind[]} */
  const kinds = ["category", "id"];
  if (survey.dates.dates > 0) kinds.unshift("date");
  if (survey.numbers.numbers > 0) kinds.unshift("number");
  return kinds;
}

/** Returns whether a table has names above its columns. @param {Table} table */
export const someAreNamed = ({ names }) => names.some((name) => name !== "");
