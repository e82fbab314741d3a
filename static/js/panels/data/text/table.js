/** Reads a text as a table: columns between separators, or records of JSON. Pure. */

import { cellsOf, isComment } from "./cells.js";
import { isJson, jsonTable } from "./json.js";
import { possibleSeparators, separatorOf } from "./separator.js";
import { refused, tableOfRows } from "./table-of-rows.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Choices, Note, Pause, Separator, Table } from "../table/types.js" */

/** Lines of a text; more of them would fill the memory of a small computer. */
const MOST_LINES = 1_000_000;
const MARKUP = /^\s*<(?:!doctype|html|\?xml|svg|table|!--)/i;
const ARFF = /^\s*(?:%[^\r\n]*[\r\n]\s*)*@relation\s/i;
/** Two lines of a sparse table: a target, then numbers of columns with their values; one alone may be a time. */
const SPARSE = /^(?:[-+]?\d[\d.]*(?: \d+:[-+.\de]+){2,}[ \t]*(?:\r?\n|\r|$)){2}/i;
const TOLD = /^"?sep=(.)"?[ \t]*(?:\n|$)/i;
/** The sentence that offers each separator. @type {Record<Separator, Key>} */
const OFFERS = {
  ",": "table.text.cure.comma",
  ";": "table.text.cure.semicolon",
  "\t": "table.text.cure.tab",
  "|": "table.text.cure.pipe",
  " ": "table.text.cure.space",
};

/**
 * @param {string} text
 * @param {Pick<Choices, "separator" | "header">} choices
 * @param {Pause} pause
 * @returns {Promise<Table>}
 */
export async function tableOf(text, choices, pause) {
  if (choices.separator === null && isJson(text)) return jsonTable(text, choices, pause);
  if (MARKUP.test(text)) return refused({ key: "table.text.markup", values: {}, cures: [] }, null);
  if (ARFF.test(text.slice(0, 2 ** 14))) return refused({ key: "table.text.arff", values: {}, cures: [] }, null);
  if (SPARSE.test(text.slice(0, 2 ** 14))) return refused({ key: "table.text.sparse", values: {}, cures: [] }, null);
  const plain = withPlainEnds(text);
  if (await hasManyLines(plain, pause)) return refused({ key: "table.text.many_lines", values: { n: MOST_LINES }, cures: [] }, null);
  const { separator: told, start, line, comments } = preambleOf(plain);
  const body = plain.slice(start);
  const separator = choices.separator ?? told ?? (await separatorOf(body)) ?? ",";
  const { rows, lines, n_blank, n_comments, fault } = await cellsOf(body, separator, line, pause);
  const heading = await cellsOf((comments.at(-1) ?? "").replace(/^#+\s*/, ""), separator, 1, pause);
  /** @type {[Key, number][]} */
  const left = [
    ["table.text.told", told ? 1 : 0],
    ["table.text.comments", comments.length + n_comments],
    ["table.text.blank", n_blank],
  ];
  /** @type {Note[]} */
  const notes = left.flatMap(([key, n]) => (n > 0 ? [{ key, values: { n } }] : []));
  const table = fault
    ? refused(fault, separator, notes)
    : await tableOfRows({ rows, lines, separator, header: choices.header, heading: heading.rows[0] ?? [], notes }, pause);
  return table.faults.length > 0 && body.trim() !== "" ? withOffers(table, await possibleSeparators(body)) : table;
}

/** Offers other separators as cures of a fault. @param {Table} table @param {Separator[]} separators @returns {Table} */
function withOffers(table, separators) {
  const others = separators.filter((separator) => separator !== table.separator);
  const cures = others.map((separator) => ({ key: OFFERS[separator], values: {}, choices: { separator } }));
  return { ...table, faults: table.faults.map((fault) => ({ ...fault, cures })) };
}

/** Removes a byte order mark, and ends all lines alike. @param {string} text */
function withPlainEnds(text) {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  return plain.includes("\r") ? plain.replace(/\r\n?/g, "\n") : plain;
}

/** @param {string} text @param {Pause} pause */
async function hasManyLines(text, pause) {
  let n = 0;
  for (let at = text.indexOf("\n"); at >= 0 && n <= MOST_LINES; at = text.indexOf("\n", at + 1)) {
    n += 1;
    if (n % 2 ** 17 === 0) await pause();
  }
  return n > MOST_LINES;
}

/**
 * Reads what is above the first row: the separator as Excel writes it, blank lines and comments.
 *
 * @param {string} text
 * @returns {{ separator: Separator | null, start: number, line: number, comments: string[] }} where the rows start
 */
function preambleOf(text) {
  const told = TOLD.exec(text);
  const isKnown = (told?.[1] ?? "") in OFFERS;
  const separator = isKnown ? /** @type {Separator} */ (told?.[1]) : null;
  let [start, line] = told && isKnown ? [told[0].length, 2] : [0, 1];
  /** @type {string[]} */
  const comments = [];
  for (;;) {
    const end = text.indexOf("\n", start);
    const one = text.slice(start, end < 0 ? text.length : Math.min(end, start + 2 ** 16));
    if (end < 0 || (one.trim() !== "" && !isComment(one))) return { separator, start, line, comments };
    if (one.startsWith("#")) comments.push(one);
    start = end + 1;
    line += 1;
  }
}
