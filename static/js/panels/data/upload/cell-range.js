/** Finds a cell in the text of a table. Pure. */

/**
 * @param {string} text
 * @param {number} line of the text, from 1
 * @param {string} cell the text of the cell
 * @returns {[number, number]} where the cell is in the text, or else its line
 */
export function cellRange(text, line, cell) {
  let start = 0;
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  const whole = text.slice(start, end < 0 ? text.length : end);
  const at = cell === "" ? -1 : whole.indexOf(cell);
  return at < 0 ? [start, start + whole.replace(/\r$/, "").length] : [start + at, start + at + cell.length];
}
