/** A text cut into lines and cells, each with its place. Pure. */

/** @typedef {{ text: string, line: number, column: number, start: number, end: number }} Cell */
/** @typedef {Cell[]} Line */

const SPACES = " ";
/** A cell that holds two numbers: then it was not a comma that parted them. */
const TWO_NUMBERS = /^\S*\d\s+[-+\d.]\S*$/;

/**
 * What parts the columns: the first of tab, semicolon and comma that there is, else
 * spaces. Numbers with decimal commas, parted by spaces, are parted by spaces.
 *
 * @param {string} text
 */
export function separatorOf(text) {
  const found = ["\t", ";", ","].find((sign) => text.includes(sign)) ?? SPACES;
  if (found !== ",") return found;
  const line = text.split(/\r?\n/).find((one) => one.includes(",")) ?? "";
  return line.split(",").some((cell) => TWO_NUMBERS.test(cell.trim())) ? SPACES : found;
}

/**
 * @param {string} text
 * @param {string} separator
 * @returns {Line[]} without empty lines; lines and columns count from 1
 */
export function linesOf(text, separator) {
  /** @type {Line[]} */
  const lines = [];
  let start = 0;
  text.split("\n").forEach((line, i) => {
    if (line.trim() !== "") lines.push(cellsOf(line.replace(/\r$/, ""), separator, i + 1, start));
    start += line.length + 1;
  });
  return lines;
}

/**
 * @param {string} text one line
 * @param {string} separator
 * @param {number} line
 * @param {number} offset of the line in the whole text
 * @returns {Line}
 */
function cellsOf(text, separator, line, offset) {
  const pattern = separator === SPACES ? /"(?:[^"]|"")*"|\S+/g : new RegExp(`(?:^|${separator})(\\s*"(?:[^"]|"")*"\\s*(?=${separator}|$)|[^${separator}]*)`, "g");
  return [...text.matchAll(pattern)].map((match, i) => {
    const raw = match[1] ?? match[0];
    const at = match.index + match[0].length - raw.length;
    const trimmed = raw.trim();
    const start = offset + at + raw.length - raw.trimStart().length;
    return { text: unquoted(trimmed), line, column: i + 1, start, end: start + trimmed.length };
  });
}

/** @param {string} text */
const unquoted = (text) => (/^".*"$/.test(text) && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"').trim() : text);
