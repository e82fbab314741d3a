/** Numbers and names as the page writes them. Pure. One formatter for everything. */

const MINUS = "\u2212";
const THIN_SPACE = "\u2009";
const NOTHING = "–";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {string} text */
const withMinus = (text) => text.replace(/-/g, MINUS);

/**
 * Four significant digits, or fewer.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return withMinus(`${mantissa}e${Number(exponent)}`);
  }
  return withMinus(value.toPrecision(digits));
}

/**
 * With a sign in front, for values whose sign is what matters.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function signed(value, digits = 4) {
  const text = number(value, digits);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/**
 * As short as it can be said: 0.03, 1e-5, 0.125.
 *
 * @param {number | null | undefined} value
 */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) {
    return withMinus(value.toExponential().replace("e+", "e"));
  }
  return withMinus(String(Number(value.toPrecision(4))));
}

/** 12 345, in groups of three. @param {number | null | undefined} value */
export function count(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const digits = String(Math.round(Math.abs(value)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return value < 0 ? MINUS + grouped : grouped;
}

/** A sentence of the server with its 12,345 grouped as the page does it. @param {string} text */
export const grouped = (text) => text.replace(/(\d),(?=\d{3}(?!\d))/g, `$1${THIN_SPACE}`);

/** @param {number | null | undefined} share 0 to 1 @param {number} [decimals] */
export function percent(share, decimals = 1) {
  if (share === null || share === undefined || !Number.isFinite(share)) return NOTHING;
  return `${Number((share * 100).toFixed(decimals))}${THIN_SPACE}%`;
}

/** 10⁻³ for an exponent of -3; 1 for 0. @param {number} exponent */
export function powerOfTen(exponent) {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  const digits = [...String(Math.abs(exponent))].map((d) => SUPERSCRIPTS[Number(d)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** A tick's label: as many digits as the step needs. @param {number} value */
export const tick = (value) => short(Number(value.toPrecision(6)));

/** Layers count from 0 on the wire and from 1 on the page. @param {number} layer */
export const layerName = (layer) => `layer ${layer + 1}`;

/** Units count from 0 on the wire and from 1 on the page. @param {number} index */
export const unitName = (index) => `unit ${index + 1}`;

/**
 * A number as people type it: 0.03, 0,03, 3e-2, 3/100, −0.5.
 *
 * @param {string} text
 * @returns {number} NaN when it is none
 */
export function parseNumber(text) {
  const plain = text.trim().replace(/[\u2009\u00a0 ]/g, "").replace(/\u2212/g, "-");
  const parts = plain.split("/");
  if (parts.length > 2) return NaN;
  const values = parts.map((part) =>
    /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(part) ? Number(part.replace(",", ".")) : NaN,
  );
  const [top = NaN, bottom = 1] = values;
  const value = top / bottom;
  return Number.isFinite(value) ? value : NaN;
}
