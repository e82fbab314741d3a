/** The text of a cell, and whether it means that nothing is known. Pure. */

/** Marks of a missing value; no number is one. */
const MISSING = new Set([
  "",
  "NA",
  "N/A",
  "n/a",
  "na",
  "n.a.",
  "NaN",
  "nan",
  "NAN",
  "NULL",
  "null",
  "?",
  "-",
  "--",
  "\u2013",
  "\u2014",
  ".",
  "#N/A",
  "<NA>",
  "#NV",
]);
const LONGEST = Math.max(...[...MISSING].map(({ length }) => length));
/** Words that mean it among numbers; among words they are one of them: none, mild, severe. */
const NOTHING = new Set(["none", "nil"]);
/** A text that is marked as one, as spreadsheets do: ="01". */
const MARKED = /^="[\s\S]*"$/;

/**
 * Returns the text of a cell without the spaces around it.
 *
 * @param {string} raw
 * @returns {string | null} null if the cell means that nothing is known
 */
export function textOfCell(raw) {
  const text = raw.trim();
  if (text.length <= LONGEST && MISSING.has(text)) return null;
  if (text.charCodeAt(0) !== 61 || !MARKED.test(text)) return text;
  return text.length > 3 ? text.slice(2, -1) : null;
}

/** Returns whether a text among numbers or dates means that nothing is known. @param {string} text */
export const isNothing = (text) => NOTHING.has(text.toLowerCase());

/** Writes a text so that `textOfCell` returns it. @param {string} text */
export const markedText = (text) => (textOfCell(text) === text ? text : `="${text}"`);
