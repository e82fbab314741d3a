/** Reads the first sheet of a workbook of Excel, .xlsx, as a table. Pure. */

import { MOST_COLUMNS } from "../text/cells.js";
import { refused, tableOfRows } from "../text/table-of-rows.js";
import { isDate } from "./dates.js";
import { cellsOf } from "./sheet.js";
import { attribute, elements, elementsIn, textIn } from "./xml.js";
import { entriesOf, textOf, ZipError } from "./zip.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Choices, Note, Pause, Table } from "../table/types.js" */
/** @import { Shared } from "./sheet.js" */
/** @import { Entry } from "./zip.js" */

/** Cells of the sheets; more of them would fill the memory of a small computer. */
const MOST_CELLS = 4_000_000;
/** Bytes of a file that describes the others. */
const MOST_BYTES = 2 ** 23;

const [sheetsIn, relationsIn, formatsIn, stylesIn, styleIn] = [
  elements("sheet"),
  elements("relationship"),
  elements("numFmt"),
  elements("cellXfs"),
  elements("xf"),
];
const [relationOf, nameOf, stateOf, idOf, targetOf] = [attribute("\\w+:id"), attribute("name"), attribute("state"), attribute("id"), attribute("target")];
const [formatOf, codeOf, lineOf] = [attribute("numFmtId"), attribute("formatCode"), attribute("r")];

/**
 * @param {Uint8Array} bytes
 * @param {Pick<Choices, "header">} choices
 * @param {Pause} pause
 * @returns {Promise<Table>}
 */
export async function workbookTable(bytes, choices, pause) {
  try {
    const entries = entriesOf(bytes);
    const book = await whole(bytes, entries.get("xl/workbook.xml"));
    const sheets = sheetsOf(book, await whole(bytes, entries.get("xl/_rels/workbook.xml.rels")));
    const texts = await textsOf(bytes, entries.get("xl/sharedStrings.xml"), pause);
    const dates = datesOf(await whole(bytes, entries.get("xl/styles.xml")));
    const shared = { texts, dates, is1904: /date1904\s*=\s*["'](?:1|true)/.test(book), n_left: MOST_CELLS };
    for (const { name, path } of sheets) {
      const { rows, lines, width } = await rowsOf(bytes, entries.get(path), shared, pause);
      if (width > MOST_COLUMNS) return refusedBy("table.text.wide", { line: 1, n: MOST_COLUMNS });
      for (const row of rows) while (row.length < width) row.push("");
      /** @type {Note[]} */
      const notes = sheets.length > 1 ? [{ key: "table.file.sheet", values: { n: sheets.length, name } }] : [];
      if (rows.length > 0) return await tableOfRows({ rows, lines, separator: null, header: choices.header, notes }, pause);
    }
    return refusedBy("table.file.sheets_empty");
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return refusedBy(error.reason === "large" ? "table.file.large" : "table.file.damaged");
  }
}

/** @param {Key} key */
const refusedBy = (key, values = {}) => refused({ key, values, cures: [] }, null);

/** The text of a small file; "" if there is none. @param {Uint8Array} bytes @param {Entry | undefined} entry */
async function whole(bytes, entry) {
  let text = "";
  if (entry && entry.size > MOST_BYTES) throw new ZipError("large");
  if (entry) for await (const piece of textOf(bytes, entry)) text += piece;
  return text;
}

/** The sheets that are shown, in their order. @param {string} book @param {string} relations @returns {{ name: string, path: string }[]} */
function sheetsOf(book, relations) {
  const targets = new Map(relationsIn(relations).map(({ attributes }) => [idOf(attributes), targetOf(attributes) ?? ""]));
  return sheetsIn(book)
    .filter(({ attributes }) => !/hidden/i.test(stateOf(attributes) ?? ""))
    .map(({ attributes }) => {
      const target = targets.get(relationOf(attributes)) ?? "";
      return { name: nameOf(attributes) ?? "", path: target.startsWith("/") ? target.slice(1) : `xl/${target}` };
    });
}

/** Whether each style shows numbers as dates. @param {string} styles @returns {boolean[]} */
function datesOf(styles) {
  const codes = new Map(formatsIn(styles).map(({ attributes }) => [formatOf(attributes), codeOf(attributes) ?? ""]));
  return styleIn(stylesIn(styles)[0]?.content ?? "").map(({ attributes }) => {
    const id = formatOf(attributes);
    return isDate(Number(id), codes.get(id));
  });
}

/** @param {Uint8Array} bytes @param {Entry | undefined} entry @param {Pause} pause */
async function textsOf(bytes, entry, pause) {
  /** @type {string[]} */
  const texts = [];
  if (!entry) return texts;
  for await (const found of elementsIn(textOf(bytes, entry), "si")) {
    for (const { content } of found) texts.push(textIn(content));
    if (texts.length > MOST_CELLS) throw new ZipError("large");
    await pause();
  }
  return texts;
}

/**
 * @param {Uint8Array} bytes
 * @param {Entry | undefined} entry of a sheet
 * @param {Shared} shared
 * @param {Pause} pause
 */
async function rowsOf(bytes, entry, shared, pause) {
  /** @type {string[][]} */
  const rows = [];
  /** @type {number[]} */
  const lines = [];
  let [line, width] = [0, 0];
  if (!entry) throw new ZipError("damaged");
  for await (const found of elementsIn(textOf(bytes, entry), "row")) {
    for (const row of found) {
      line = Number(lineOf(row.attributes) ?? line + 1);
      const cells = cellsOf(row, shared);
      width = Math.max(width, cells.length);
      if (cells.length > 0) {
        rows.push(cells);
        lines.push(line);
      }
    }
    if (rows.length * width > MOST_CELLS) throw new ZipError("large");
    await pause();
  }
  return { rows, lines, width };
}
