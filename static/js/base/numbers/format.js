/** Formats and parses numbers in the language of the page. */

const MINUS = "\u2212";
const THIN_SPACE = "\u2009";
const NOTHING = "–";
/** The significant digits that a double holds. */
const MOST_DIGITS = 15;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export const LANGUAGE = globalThis.document?.documentElement.lang || "en";

/** @param {Intl.NumberFormatOptions} options */
const formatter = (options) => new Intl.NumberFormat(LANGUAGE, { useGrouping: false, ...options });

/** Formatters by their digits, cached because creating one is slow. @type {Map<string, Intl.NumberFormat>} */
const formatters = new Map();

/**
 * Formats a number, in scientific notation where it is very small or large: 0.01235, 1.500e−300.
 *
 * @param {number} value
 * @param {number} least significant digits
 * @param {number} most
 * @param {number} [large] from which value on the notation is scientific
 */
function written(value, least, most, large = 1e5) {
  const size = Math.abs(value);
  const notation = size >= large || size < 1e-4 ? "scientific" : "standard";
  const key = `${notation}${least},${most}`;
  let found = formatters.get(key);
  if (!found) {
    found = formatter({ notation, minimumSignificantDigits: least, maximumSignificantDigits: most });
    formatters.set(key, found);
  }
  return found.format(value).replaceAll("-", MINUS).replace("E", "e");
}

/**
 * Formats a number with four significant digits, or fewer.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  return value === 0 ? "0" : written(value, digits, digits);
}

/** Formats a number with all its digits: 0.30000000000000004. @param {number | null | undefined} value */
export function full(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return number(value);
  return String(value).replaceAll("-", MINUS).replace(".", DECIMAL);
}

/**
 * Formats a number with its sign, also a plus.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function signed(value, digits = 4) {
  const text = number(value, digits);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/**
 * Formats a number with as few digits as possible: 0.03, 1e-5, 0.125.
 *
 * @param {number | null | undefined} value
 */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  if (value === 0) return "0";
  const size = Math.abs(value);
  return written(value, 1, size >= 1e5 || size < 1e-4 ? MOST_DIGITS : 4);
}

/** Formats a number of a sentence, with as few digits as possible and at most four: 0.03, 1.979e-5. @param {number} value */
export function brief(value) {
  return Number.isFinite(value) && value !== 0 ? written(value, 1, 4) : number(value);
}

/**
 * Formats the value of a setting with up to six significant digits: 0.03, 0.0123457, 100000.
 *
 * @param {number} value
 */
export function exact(value) {
  if (value === 0) return "0";
  return written(value, 1, 6, 1e6);
}

const whole = formatter({ maximumFractionDigits: 0, useGrouping: true, signDisplay: "negative" });
const DECIMAL =
  formatter({})
    .formatToParts(0.5)
    .find(({ type }) => type === "decimal")?.value ?? ".";
const GROUP = whole.formatToParts(1e6).find(({ type }) => type === "group")?.value ?? ",";

/** Formats a whole number in groups of three digits: 12 345. @param {number | null | undefined} value */
export function count(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  return whole.format(value).replaceAll(GROUP, THIN_SPACE).replace("-", MINUS);
}

/** Replaces the commas in numbers such as 12,345 of a server message by thin spaces. @param {string} text */
export const grouped = (text) => text.replace(/(\d),(?=\d{3}(?!\d))/g, `$1${THIN_SPACE}`);

const percents = [0, 1].map((digits) => formatter({ maximumFractionDigits: digits }));

/** @param {number | null | undefined} share 0 to 1 @param {0 | 1} [decimals] */
export function percent(share, decimals = 1) {
  if (share === null || share === undefined || !Number.isFinite(share)) return NOTHING;
  return `${percents[decimals]?.format(share * 100)}${THIN_SPACE}%`;
}

/** Formats a power of ten: 10⁻³ for an exponent of -3, 1 for 0. @param {number} exponent */
export function powerOfTen(exponent) {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const digits = [...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** Formats the label of an axis tick. @param {number} value */
export const tick = (value) => short(Number(value.toPrecision(6)));

/**
 * Parses a number as people type it: 0.03, 0,03, 3e-2, 3/100, −0.5.
 *
 * @param {string} text
 * @returns {number} NaN if the text is not a number
 */
export function parseNumber(text) {
  const plain = text
    .trim()
    .replace(/[\u2009\u00a0 ]/g, "")
    .replace(/\u2212/g, "-");
  const parts = plain.split("/");
  if (parts.length > 2) return NaN;
  const values = parts.map((part) => (/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(part) ? Number(part.replace(",", ".")) : NaN));
  const [top = NaN, bottom = 1] = values;
  const value = top / bottom;
  return Number.isFinite(value) ? value : NaN;
}

/** Returns the start of a text, without half a character at its end. @param {string} text @param {number} length in UTF-16 units */
export const startOf = (text, length) => text.slice(0, length).replace(/[\ud800-\udbff]$/, "");

/** Shortens a long text and marks where it was cut. @param {string} text @param {number} length */
export const shortened = (text, length) => (text.length > length ? `${startOf(text, length)}…` : text);
