/**
 * How the numbers of a column are written: decided from all its cells and from the other
 * columns, never from one cell. Pure.
 */

import { APOSTROPHES, marksOf, otherMark, partsOf, plainPartsOf, SPACES } from "./number-forms.js";

/** @import { DecimalMark, NumberFormat } from "./types.js" */

/** A number that is written as in a program, and one with a decimal mark that cannot separate thousands. */
const WHOLE = /^[-+\u2212]?\d+$/;
const POINT = /^[-+\u2212]?(?:(?:0\d*|\d{4,})?\.\d+|\d+\.(?:\d{1,2}|\d{4,}))(?:[eE][-+\u2212]?\d+)?$/;
const COMMA = /^[-+\u2212]?(?:(?:0\d*|\d{4,})?,\d+|\d+,(?:\d{1,2}|\d{4,}))(?:[eE][-+\u2212]?\d+)?$/;
const GROUPED_POINT = /^[-+\u2212]?[1-9]\d{0,2}(?:,\d{3})+\.\d*$/;
const GROUPED_COMMA = /^[-+\u2212]?[1-9]\d{0,2}(?:\.\d{3})+,\d*$/;
const PROGRAM = /^[-+\u2212]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+\u2212]?\d+)?$/;
const MINUS = "\u2212";
const ZERO = 48;
const MOST_WHOLE = 64;
/** Fewer than 16 digits are a whole number that a double holds exactly. */
const MOST_EXACT = 15;
/** A unit is one if so many of the numbers have it. */
const SHARE_OF_UNIT = 0.9;

/** @typedef {ReturnType<typeof createEvidence>} Evidence */

/** Counts what the cells of a column tell of its numbers. */
export function createEvidence() {
  return {
    /** Cells that are numbers in some country. */
    numbers: 0,
    /** Numbers whose decimal mark is certain. */
    decimals: { ".": 0, ",": 0 },
    /** Numbers such as 1.050, whose mark can be of decimals or of thousands; those that end with 0. */
    open: { ".": 0, ",": 0 },
    openZeros: 0,
    /** Whole numbers below 1000 but 0, and those of more digits without groups. */
    small: 0,
    long: 0,
    /** Marks that certainly separate thousands, with their number. @type {Map<string, number>} */
    groups: new Map(),
    /** Units with their number. @type {Map<string, number>} */
    units: new Map(),
    /** The first number with an open mark, and the first with thousands. */
    openExample: "",
    groupExample: "",
  };
}

/**
 * @param {Evidence} evidence
 * @param {string} text
 * @param {number} times that the column has it
 * @returns {boolean} whether the text is a number in some country
 */
export function addCell(evidence, text, times) {
  const known = evidence;
  if (WHOLE.test(text) && text.length <= MOST_WHOLE) addWhole(known, text, times);
  else if (POINT.test(text)) known.decimals["."] += times;
  else if (COMMA.test(text)) known.decimals[","] += times;
  else if (GROUPED_POINT.test(text)) addGrouped(known, text, ".", times);
  else if (GROUPED_COMMA.test(text)) addGrouped(known, text, ",", times);
  else return addOther(known, text, times);
  known.numbers += times;
  return true;
}

/** @param {Evidence} known @param {string} text @param {number} times */
function addWhole(known, text, times) {
  const digits = /\d/.test(text[0] ?? "") ? text.length : text.length - 1;
  if (digits > 3) known.long += times;
  else if (Number(text.slice(-digits)) > 0) known.small += times;
}

/** @param {Evidence} known @param {string} text @param {DecimalMark} decimal @param {number} times */
function addGrouped(known, text, decimal, times) {
  known.decimals[decimal] += times;
  count(known.groups, decimal === "." ? "," : ".", times);
  known.groupExample ||= text;
}

/** @param {Evidence} known @param {string} text @param {number} times */
function addOther(known, text, times) {
  const parts = plainPartsOf(text) ?? partsOf(text);
  const marks = parts && marksOf(parts.digits, parts.exponent);
  if (!parts || !marks) return false;
  const { decimal, thousands, open } = marks;
  if (decimal) known.decimals[decimal] += times;
  if (open) {
    known.open[open] += times;
    known.openExample ||= text;
    if (parts.digits.endsWith("0")) known.openZeros += times;
  } else if (!decimal && !thousands && parts.exponent === "") addWhole(known, parts.digits, times);
  if (thousands) {
    count(known.groups, thousands, times);
    known.groupExample ||= text;
  }
  if (parts.unit) count(known.units, parts.unit, times);
  known.numbers += times;
  return true;
}

/** @param {Map<string, number>} counts @param {string} key @param {number} times */
const count = (counts, key, times) => void counts.set(key, (counts.get(key) ?? 0) + times);

/** @param {Map<string, number>} counts @returns {[string, number]} the commonest */
const commonest = (counts) => [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0]);

/** The mark that the certain numbers of a column have; null if there are none. @param {Evidence} evidence @returns {DecimalMark | null} */
export function certainMark({ decimals }) {
  if (decimals["."] === 0 && decimals[","] === 0) return null;
  return decimals["."] >= decimals[","] ? "." : ",";
}

/** The mark that all certain numbers of a column have. @param {Evidence} evidence @returns {DecimalMark | null} */
const onlyMark = (evidence) => (evidence.decimals["."] > 0 && evidence.decimals[","] > 0 ? null : certainMark(evidence));

/** The only member of a set, but nothing; null if there are none or several. @template T @param {Set<T | null>} found @returns {T | null} */
function onlyOf(found) {
  found.delete(null);
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

/**
 * What is known of the numbers of a table.
 *
 * @typedef {object} Around
 * @property {DecimalMark | null} chosen by the user
 * @property {DecimalMark | null} common mark, on which the columns agree; null if they do not, or have none
 * @property {string | null} group mark of thousands, on which they agree
 */

/** @param {readonly Evidence[]} columns of numbers @param {DecimalMark | null} chosen @returns {Around} */
export const aroundOf = (columns, chosen) => ({
  chosen,
  common: onlyOf(new Set(columns.map(onlyMark))),
  group: onlyOf(new Set(columns.flatMap(({ groups }) => [...groups.keys()]))),
});

/**
 * Decides how the numbers of a column are written.
 *
 * @param {Evidence} evidence
 * @param {Around} around
 * @returns {{ format: NumberFormat, isOpen: boolean }} `isOpen` if it must be asked
 */
export function formatOf(evidence, around) {
  const known = around.chosen ?? certainMark(evidence) ?? around.common;
  const guess = known ?? clueOf(evidence, around.group);
  const isOpen = guess === null && evidence.open["."] + evidence.open[","] > 0;
  const decimal = guess ?? around.common ?? ".";
  const other = /** @type {DecimalMark} */ (otherMark(decimal));
  const [group] = commonest(evidence.groups);
  const isGrouped = evidence.open[other] > 0 || evidence.groups.has(other);
  const thousands = isGrouped ? other : group === decimal ? "" : group;
  const [unit, units] = commonest(evidence.units);
  return { format: { decimal, thousands, unit: units >= SHARE_OF_UNIT * evidence.numbers ? unit : "" }, isOpen };
}

/**
 * What the numbers with an open mark tell when nothing else does: 1.050 beside 950 has
 * thousands, as its 0 at the end would not be written without need. 1.234 beside 2300 has
 * decimals, as thousands would be separated in both, and so it has beside 1 050.
 *
 * @param {Evidence} evidence
 * @param {string | null} group mark of thousands in the other columns
 * @returns {DecimalMark | null} null if nothing is told, or the contrary, too
 */
function clueOf({ open, openZeros, small, long }, group) {
  if (open["."] > 0 && open[","] > 0) return null;
  const mark = open["."] > 0 ? "." : ",";
  if (open[mark] === 0) return null;
  /** @type {Set<DecimalMark | null>} */
  const clues = new Set();
  if (small > 0 && openZeros > 0) clues.add(otherMark(mark));
  if (long > 0 || (group !== null && group !== mark)) clues.add(mark);
  return clues.size === 1 ? ([...clues][0] ?? null) : null;
}

/**
 * Returns the function that reads the numbers of a column.
 *
 * @param {NumberFormat} format
 * @returns {(text: string) => number} NaN for what is no number in this format
 */
export function parserOf(format) {
  const { decimal, thousands, unit } = format;
  const isPlain = decimal === "." && thousands === "" && unit === "";
  if (isPlain) return (text) => (PROGRAM.test(text) ? numberOf(text) : NaN);
  const pattern = digitsPattern(decimal, thousands);
  const [digits, signed] = [new RegExp(`^${pattern}$`), new RegExp(`^[-+\u2212]?${pattern}$`)];
  const marks = otherMark(thousands) ? thousands : new RegExp(classOf(thousands), "g");
  /** @param {string} text */
  const asProgram = (text) => {
    const whole = thousands === "" ? text : text.replaceAll(marks, "");
    return decimal === "." ? whole : whole.replace(",", ".");
  };
  return (text) => {
    if (unit === "" && text.length <= MOST_EXACT && signed.test(text)) return valueOfDigits(text, decimal.charCodeAt(0));
    const parts = partsOf(text);
    if (!parts || parts.unit !== unit || !digits.test(parts.digits)) return NaN;
    return numberOf(parts.sign + asProgram(parts.digits) + parts.exponent);
  };
}

/**
 * The value of few digits among marks: a whole number over a power of ten, both exact, so
 * that the quotient is rounded once, as by `Number`.
 *
 * @param {string} text of at most `MOST_EXACT` characters
 * @param {number} mark code of the decimal mark
 */
function valueOfDigits(text, mark) {
  let [whole, power, isFraction] = [0, 1, false];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === mark) isFraction = true;
    else if (code >= ZERO && code < ZERO + 10) {
      whole = whole * 10 + code - ZERO;
      if (isFraction) power *= 10;
    }
  }
  const isNegative = text.startsWith("-") || text.startsWith(MINUS);
  return (isNegative ? -whole : whole) / power;
}

/** @param {string} text as a program would write it, but for its minus */
const numberOf = (text) => Number(text.includes(MINUS) ? text.replaceAll(MINUS, "-") : text);

/** The pattern of a number without a sign. @param {DecimalMark} decimal @param {string} thousands */
function digitsPattern(decimal, thousands) {
  const group = classOf(thousands);
  const whole = group ? `(?:\\d+|\\d{1,3}(?:${group}\\d{3})+${thousands === "," ? "|\\d{1,2}(?:,\\d{2})+,\\d{3}" : ""})` : "\\d+";
  return `(?:${whole}(?:[${decimal}]\\d*)?|[${decimal}]\\d+)`;
}

/** All marks of thousands of the same kind, as a pattern. @param {string} thousands */
function classOf(thousands) {
  if (thousands === "") return "";
  const kin = [SPACES, APOSTROPHES].find((marks) => marks.includes(thousands)) ?? thousands;
  return `[${kin}]`;
}
