/** Dates of a table as days. Pure. */

/** @typedef {"day" | "month"} First which of the two is written first: 31.12. or 12/31 */
/** @typedef {{ year: string, month: string, day: string, time: string }} Parts */

const TIME = "(?:(?:[T ]|, ?)(\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?)(?: ?([AaPp])\\.?[Mm]\\.?)?(?: ?(?:Z|UTC|[+-]\\d{2}:?\\d{2}))?)?";
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2})${TIME})?$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${TIME}$`);
const MONTH_AS_WORD = new RegExp(`^(\\d{1,2})[-. ] ?([A-Za-z]{3,9})\\.?[-, ] ?(\\d{4}|\\d{2})${TIME}$`);
const MONTH_FIRST = new RegExp(`^([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})${TIME}$`);
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY_MS = 86_400_000;
/** Years of two digits below it are of this century. */
const PIVOT = 69;
const MOST_TEXT = 40;

/** @typedef {{ dates: number, day: number, month: number, either: number }} Evidence dates, and those that can only begin with the day, the month, or with either */

/** @returns {Evidence} */
export const createEvidence = () => ({ dates: 0, day: 0, month: 0, either: 0 });

/** Counts a text if it is a date. @param {Evidence} evidence @param {string} text @param {number} times that the column has it */
export function addCell(evidence, text, times) {
  const known = evidence;
  const asDay = Number.isFinite(dayOf(text, "day"));
  const asMonth = isUnordered(text) ? Number.isFinite(dayOf(text, "month")) : null;
  if (!asDay && !asMonth) return;
  known.dates += times;
  if (asDay && asMonth) known.either += times;
  else if (asMonth) known.month += times;
  else if (asMonth === false) known.day += times;
}

/** Returns whether the text is a date whose order is not told by its form. @param {string} text */
function isUnordered(text) {
  const match = text.length <= MOST_TEXT ? YEAR_LAST.exec(text) : null;
  return match !== null && match[2] !== "." && match[1] !== match[3];
}

/** Decides the order of the dates of a column; null if it is not clear. @param {Evidence} evidence @returns {First | null} */
export function orderOf({ day, month, either }) {
  if (day === 0 && month === 0) return either === 0 ? "day" : null;
  return day >= month ? "day" : "month";
}

/**
 * Reads a date.
 *
 * @param {string} text
 * @param {First} first
 * @returns {number} days since 1970; NaN for what is no date
 */
export function dayOf(text, first) {
  if (text.length > MOST_TEXT) return NaN;
  const iso = YEAR_FIRST.exec(text);
  if (iso) return dayOfParts(iso[1], iso[3], iso[4] ?? "1", iso[5], iso[6]);
  const numbers = YEAR_LAST.exec(text);
  if (numbers) {
    const [, one, mark, two, year, time, half] = numbers;
    return first === "day" || mark === "." ? dayOfParts(year, two, one, time, half) : dayOfParts(year, one, two, time, half);
  }
  const named = MONTH_AS_WORD.exec(text);
  if (named) return dayOfParts(named[3], monthOf(named[2]), named[1], named[4], named[5]);
  const american = MONTH_FIRST.exec(text);
  return american ? dayOfParts(american[3], monthOf(american[1]), american[2], american[4], american[5]) : NaN;
}

/** @param {string} [name] */
const monthOf = (name = "") => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

/** @param {string} [year] @param {string} [month] @param {string} [day] @param {string} [time] @param {string} [half] of the day: a or p */
function dayOfParts(year = "", month = "", day = "", time = "", half = "") {
  const [y, m, d] = [Number(year) + centuryOf(year), Number(month), Number(day)];
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  if (date.getUTCFullYear() !== y || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return NaN;
  return date.getTime() / DAY_MS + shareOf(time, half);
}

/** @param {string} year */
function centuryOf(year) {
  if (year.length > 2) return 0;
  return Number(year) < PIVOT ? 2000 : 1900;
}

/** The share of the day that is over; NaN for what is no time. @param {string} time @param {string} half */
function shareOf(time, half) {
  if (time === "") return 0;
  const [hour = 0, minute = 0, second = 0] = time.replace(",", ".").split(":").map(Number);
  if (hour > (half ? 12 : 24) || minute > 59 || second >= 61) return NaN;
  const shift = half ? (half.toLowerCase() === "p" ? 12 : 0) - (hour === 12 ? 12 : 0) : 0;
  return (hour + shift + minute / 60 + second / 3600) / 24;
}
