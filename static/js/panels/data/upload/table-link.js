/** Writes samples into a link, and reads them from it. Pure. */

/** @import { Label, Samples } from "../../../types.js" */

/** Longest table that goes into a link, in characters. */
const MOST_IN_LINK = 6000;

/**
 * Formats samples for a link: `1,2,a;3,4,b`. A target value begins with `=`, a text label with `~`.
 *
 * @param {Samples} samples
 * @returns {string | null} null if they are too long
 */
export function toLink({ x, y }) {
  const target = (/** @type {unknown} */ value) =>
    Array.isArray(value) ? value.map((part) => `=${part}`).join(",") : typeof value === "string" ? `~${encodeTwice(value)}` : String(value);
  let text = "";
  for (const [i, row] of x.entries()) {
    text += `${i > 0 ? ";" : ""}${row.join(",")},${target(y[i])}`;
    if (text.length > MOST_IN_LINK) return null;
  }
  return text;
}

/** Encodes a text twice: for the URL, and for the commas between cells. @param {string} text */
export const encodeTwice = (text) => encodeURIComponent(encodeURIComponent(text));

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Parses the text of `toLink`.
 *
 * @param {string} text the text, URL-decoded once
 * @returns {Samples | undefined} undefined if it is no table
 */
export function fromLink(text) {
  /** @type {number[][]} */
  const x = [];
  /** @type {(Label | number[])[]} */
  const y = [];
  for (const line of text.split(";")) {
    const cells = line.split(",");
    const values = cells.filter((cell) => cell.startsWith("="));
    const nTargets = Math.max(1, values.length);
    const row = cells.slice(0, -nTargets).map(Number);
    const [target = ""] = cells.slice(-nTargets);
    if (row.length === 0 || cells.includes("") || !row.every(Number.isFinite)) return undefined;
    x.push(row);
    if (values.length > 0) y.push(values.map((cell) => Number(cell.slice(1))));
    else y.push(target.startsWith("~") ? decoded(target.slice(1)) : Number(target));
  }
  const isWhole = y.every((target) => (typeof target === "string" ? target !== "" : [target].flat().every(Number.isFinite)));
  return isWhole ? { x, y: /** @type {Label[]} */ (y) } : undefined;
}
