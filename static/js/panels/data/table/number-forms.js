/** Forms in which a number is written, and what they tell of the decimal mark of a column. Pure. */

/** @import { DecimalMark } from "./types.js" */

const SIGN = "[-+\u2212]";
/** Spaces that separate thousands, the apostrophes that do. */
export const SPACES = " \u00a0\u202f\u2009";
export const APOSTROPHES = "'\u2019";
/** The longest text that is read as a number, and the longest unit. */
const MOST_TEXT = 64;
const MOST_UNIT = 12;

const CURRENCY = "[A-Z]{0,3}\\p{Sc}|EUR|USD|GBP|CHF|JPY|CNY|INR|kr\\.?|Fr\\.|Rs\\.?";
const UNIT = "[\\p{L}%\u2030\u00b0\\p{Sc}][^\\d\\s,;]*(?: [\\p{L}./\u00b2\u00b3]+)?";
/** Sign, currency, sign, digits with marks, exponent, unit. */
const WHOLE_CELL = new RegExp(
  `^(${SIGN}?)(${CURRENCY})?[${SPACES}]?(${SIGN}?)((?:[.,]?\\d)(?:[\\d.,${APOSTROPHES}]|[${SPACES}](?=\\d))*)([eE]${SIGN}?\\d+)?(?:[${SPACES}]?(${UNIT}))?$`,
  "u",
);
const PLAIN_CELL = new RegExp(`^${SIGN}?[.,]?\\d(?:[\\d.,${APOSTROPHES}]|[${SPACES}](?=\\d))*$`);

/** Digits without groups: before the mark, the mark, after it. */
const PLAIN_DIGITS = /^(\d*)(?:([.,])(\d*))?$/;
/** Digits in groups of three, and a decimal mark behind them. */
const GROUPED = new RegExp(`^[1-9]\\d{0,2}([.,${APOSTROPHES}${SPACES}])\\d{3}(?:\\1\\d{3})*(?:([.,])\\d*)?$`);
/** A number of a program whose point might separate thousands. */
const OPEN_POINT = /^-?[1-9]\d{0,2}\.\d{3}$/;
/** Digits in groups of two before the last three, as in India. */
const GROUPED_BY_TWO = /^[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?$/;

/**
 * A number, taken apart.
 *
 * @typedef {object} Parts
 * @property {string} sign
 * @property {string} digits with marks
 * @property {string} exponent "" for none
 * @property {string} unit behind it, or the currency in front; "" for none
 */

/** Takes a number apart that has neither a unit nor an exponent. @param {string} text @returns {Parts | null} */
export function plainPartsOf(text) {
  if (text.length > MOST_TEXT || !PLAIN_CELL.test(text)) return null;
  const isSigned = !/^[\d.,]/.test(text);
  return { sign: isSigned ? text.slice(0, 1) : "", digits: isSigned ? text.slice(1) : text, exponent: "", unit: "" };
}

/** Takes a number apart. @param {string} text @returns {Parts | null} null for a text that is no number in any country */
export function partsOf(text) {
  const match = text.length <= MOST_TEXT ? WHOLE_CELL.exec(text) : null;
  if (!match) return null;
  const [, sign = "", currency = "", inner = "", digits = "", exponent = "", unit = ""] = match;
  if ((sign && inner) || (currency && unit) || unit.length > MOST_UNIT) return null;
  return { sign: sign || inner, digits, exponent, unit: currency || unit };
}

/**
 * What the digits of one number tell.
 *
 * @typedef {object} Marks
 * @property {DecimalMark | null} decimal the mark that can only be that of decimals here
 * @property {string} thousands the mark that can only be that of thousands; "" for none
 * @property {DecimalMark | null} open a mark that can be either: 1.050
 */

/** @param {string} digits @param {string} exponent @returns {Marks | null} null for digits that are no number, as in an address of the internet */
export function marksOf(digits, exponent) {
  const plain = PLAIN_DIGITS.exec(digits);
  if (plain) {
    const [, whole = "", mark = "", fraction = ""] = plain;
    if (mark !== "." && mark !== ",") return { decimal: null, thousands: "", open: null };
    const isOpen = exponent === "" && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
    return { decimal: isOpen ? null : mark, thousands: "", open: isOpen ? mark : null };
  }
  const grouped = GROUPED.exec(digits);
  if (GROUPED_BY_TWO.test(digits)) return { decimal: ".", thousands: ",", open: null };
  if (!grouped) return null;
  const [, group = "", mark = null] = grouped;
  if (group === mark) return null;
  const decimal = /** @type {DecimalMark | null} */ (mark ?? otherMark(group));
  return { decimal, thousands: group, open: null };
}

/** Returns whether a number as a program writes it could be one with thousands, too: 1.050. @param {string} text */
export const hasOpenPoint = (text) => OPEN_POINT.test(text);

/** Writes a number of a program so that its point can only be of decimals: 1.050 becomes 1.0500. @param {string} text */
export const withCertainPoint = (text) => (hasOpenPoint(text) ? `${text}0` : text);

/** The other one of point and comma; null for a mark that is neither. @param {string} mark @returns {DecimalMark | null} */
export function otherMark(mark) {
  if (mark === ".") return ",";
  return mark === "," ? "." : null;
}
