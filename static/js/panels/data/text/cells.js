/** Splits a text into rows of cells, a slice at a time. Pure. */

import Papa from "papaparse";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Fault, Pause, Separator } from "../table/types.js" */

/** Characters that are split before the page may draw again. */
const SLICE = 2 ** 15;
/** A row that is longer lacks its line break or its closing quote. */
const LONGEST_ROW = 2 ** 18;
/** More columns than any table has that can be learnt. */
export const MOST_COLUMNS = 4096;
/** What no text should contain: zeros, and halves of characters. */
const BROKEN = /[\0\p{Surrogate}]/gu;

/** The errors of spreadsheets, in English and German: at the start of a line they begin no comment. */
const ERRORS = /^#(?:N\/A|NV|DIV\/0!|REF!|BEZUG!|VALUE!|WERT!|NAME\?|NUM!|ZAHL!|NULL!)(?=[,;|\s]|$)/gm;

/** Returns whether a line is a comment. @param {string} line */
export const isComment = (line) => line.startsWith("#") && line.search(ERRORS) !== 0;

/**
 * @typedef {object} Cells
 * @property {string[][]} rows without blank lines and comments
 * @property {number[]} lines in which the rows begin
 * @property {number} n_blank lines between others that have no cell
 * @property {number} n_comments lines that begin with #
 * @property {Fault | null} fault
 */

/**
 * @param {string} text whose lines end with \n
 * @param {Separator} separator
 * @param {number} line that the text begins with, from 1
 * @param {Pause} pause
 * @returns {Promise<Cells>}
 */
export async function cellsOf(text, separator, line, pause) {
  const marked = text.replace(ERRORS, '"$&"');
  const tidied = needsTidying(marked, separator) ? await tidy(marked, separator, pause) : marked;
  const parser = new Papa.Parser({ delimiter: separator, newline: "\n", comments: "#" });
  const taker = createTaker(line);
  let from = 0;
  let length = SLICE;
  for (;;) {
    const slice = tidied.slice(from, from + length).replace(BROKEN, "\ufffd");
    const isLast = from + length >= tidied.length;
    const { data, errors, meta } = parser.parse(slice, 0, !isLast);
    const wrong = errors.find(({ row }) => isLast || row < data.length) ?? null;
    taker.take(data, slice, wrong);
    if (isLast || taker.cells.fault) return taker.finish();
    from += meta.cursor;
    length = data.length > 0 ? SLICE : length * 2;
    if (length > LONGEST_ROW) return taker.finish(keyOf(errors[0]?.code ?? (slice.includes('"') ? "MissingQuotes" : null)));
    await pause();
  }
}

/** The sentence for what is wrong with the quotes of a row, or with its length. @param {string | null} code @returns {Key} */
function keyOf(code) {
  if (code === null) return "table.text.long_line";
  return code === "MissingQuotes" ? "table.text.quote_open" : "table.text.quote_inside";
}

/** Collects the rows of one slice after the other. @param {number} first line */
function createTaker(first) {
  /** @type {Cells} */
  const cells = { rows: [], lines: [], n_blank: 0, n_comments: 0, fault: null };
  let line = first;
  /** Blank lines since the last row. */
  let n_blank = 0;

  /** Passes the comments at a position of a slice, which Papa Parse leaves out. @param {string} slice @param {number} at @returns {number} */
  function afterComments(slice, at) {
    let end = at;
    while (slice[end] === "#") {
      cells.n_comments += 1;
      line += 1;
      end = lineEnd(slice, end);
    }
    return end;
  }

  /** @param {string[][]} data @param {string} slice @param {{ row: number, code: string } | null} wrong row, with the fault of its quotes */
  function take(data, slice, wrong) {
    let at = 0;
    for (const [i, row] of data.entries()) {
      at = afterComments(slice, at);
      if (wrong?.row === i) return fail(keyOf(wrong.code));
      if (row.length > MOST_COLUMNS) return fail("table.text.wide");
      const trimmed = row.map((cell) => cell.trim());
      if (trimmed.every((cell) => cell === "")) n_blank += 1;
      else {
        cells.n_blank += cells.rows.length > 0 ? n_blank : 0;
        n_blank = 0;
        cells.rows.push(trimmed);
        cells.lines.push(line);
      }
      for (let k = breaksIn(row); k >= 0; k -= 1) {
        line += 1;
        at = lineEnd(slice, at);
      }
    }
    afterComments(slice, at);
  }

  /** @param {Key} key */
  function fail(key) {
    cells.fault = { key, values: { line, n: MOST_COLUMNS }, cell: { line, column: 0 }, cures: [] };
  }

  return {
    cells,
    take,
    /** @param {Key} [key] of a fault in the next row */
    finish(key) {
      if (key) fail(key);
      return cells;
    },
  };
}

/** Where the next line begins. @param {string} text @param {number} at */
function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** @param {string[]} row */
function breaksIn(row) {
  let n = 0;
  for (const cell of row) for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) n += 1;
  return n;
}

/** Whether cells are separated by runs of blanks, or blanks precede a quote. @param {string} text @param {Separator} separator */
const needsTidying = (text, separator) => separator === " " || /(?:^|[,;|\t\n]) +"/.test(text);

/**
 * Removes blanks in front of cells, which a parser that counts them as a part of the cell
 * needs to find the quotes; between cells that blanks separate, one stays.
 *
 * @param {string} text
 * @param {Separator} separator
 * @param {Pause} pause
 */
export async function tidy(text, separator, pause) {
  const blanks = separator === "\t" ? / */y : /[ \t]*/y;
  const rest = { " ": /[^ \t\n]*/y, ",": /[^,\n]*/y, ";": /[^;\n]*/y, "\t": /[^\t\n]*/y, "|": /[^|\n]*/y }[separator];
  let [tidied, at, isFirst, next] = ["", 0, true, SLICE];
  while (at < text.length) {
    const start = isFirst && text[at] === "#" ? at : endOf(blanks, text, at);
    const end = isFirst && text[at] === "#" ? lineEnd(text, at) - 1 : endOf(rest, text, text[start] === '"' ? quoteEnd(text, start) : start);
    const isBetween = separator === " " && !isFirst && end > start;
    tidied += (isBetween ? " " : "") + text.slice(start, Math.max(start, end));
    isFirst = text[end] === "\n";
    if (isFirst || (separator !== " " && end < text.length)) tidied += text[end];
    at = isFirst || separator !== " " ? end + 1 : end;
    if (at > next) {
      await pause();
      next = at + SLICE;
    }
  }
  return tidied;
}

/** @param {RegExp} pattern sticky @param {string} text @param {number} at */
function endOf(pattern, text, at) {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Where the quote ends that begins at a position. @param {string} text @param {number} start */
function quoteEnd(text, start) {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  return text.length;
}
