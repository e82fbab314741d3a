/** Splits a text into lines and cells with their positions. Pure. */

/** @typedef {{ text: string, line: number, column: number, start: number, end: number }} Cell */
/** @typedef {Cell[]} Line */

const SPACES = " ";
/** A cell with two numbers, which shows that commas do not separate the columns. */
const TWO_NUMBERS = /^\S*\d\s+[-+\d.]\S*$/;

/**
 * Returns the separator of the columns: the first of tab, semicolon and comma that occurs,
 * else spaces. If the commas are decimal commas, the separator is also spaces.
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
  const ends = separator === SPACES ? wordsOf(text) : partsOf(text, separator);
  return ends.map(([from, to], i) => {
    const raw = text.slice(from, to);
    const start = offset + from + raw.length - raw.trimStart().length;
    return { text: unquoted(raw.trim()), line, column: i + 1, start, end: start + raw.trim().length };
  });
}

/** Finds words and quoted texts. @param {string} text @returns {[number, number][]} from and to */
const wordsOf = (text) => [...text.matchAll(/"(?:[^"]|"")*"|\S+/g)].map((match) => [match.index, match.index + match[0].length]);

/** Splits at separators that are not in quotes. @param {string} text @param {string} separator @returns {[number, number][]} */
function partsOf(text, separator) {
  /** @type {[number, number][]} */
  const context = [];
  let from = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '"') isQuoted = isQuoted ? false : text[i - 1] === '"' || text.slice(from, i).trim() === "";
    else if (text[i] === separator && !isQuoted) {
      context.push([from, i]);
      from = i + 1;
    }
  }
  return [...context, [from, text.length]];
}

/** @param {string} text */
const unquoted = (text) => (/^".*"$/.test(text) && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"').trim() : text);
