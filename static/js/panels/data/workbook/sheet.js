/** Reads the cells of a sheet as texts. Pure. */

import { withCertainPoint } from "../table/number-forms.js";
import { dateOf } from "./dates.js";
import { attribute, decoded, elements, textIn } from "./xml.js";
import { ZipError } from "./zip.js";

/** @import { Element } from "./xml.js" */

const [cellsIn, valuesIn] = [elements("c"), elements("v")];
const [referenceOf, styleOf, typeOf] = [attribute("r"), attribute("s"), attribute("t")];

/**
 * What the cells of a workbook refer to.
 *
 * @typedef {object} Shared
 * @property {string[]} texts
 * @property {boolean[]} dates whether each style shows numbers as dates
 * @property {boolean} is1904
 * @property {number} n_left cells that may still be read
 */

/**
 * @param {Element} row
 * @param {Shared} shared
 * @returns {string[]} up to the last cell that is not empty
 * @throws {ZipError} if the sheet has too many cells
 */
export function cellsOf({ content }, shared) {
  /** @type {string[]} */
  const cells = [];
  let column = 0;
  const found = cellsIn(content);
  shared.n_left -= found.length + 1;
  if (shared.n_left < 0) throw new ZipError("large");
  for (const cell of found) {
    column = columnOf(referenceOf(cell.attributes)) ?? column;
    const text = cell.content === "" ? "" : cellText(cell, shared).trim();
    if (text !== "") {
      while (cells.length < column) cells.push("");
      cells[column] = text;
    }
    column += 1;
  }
  return cells;
}

/** The column of a cell such as AB12, from 0. @param {string | null} reference */
function columnOf(reference) {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  return letters ? [...letters].reduce((n, letter) => 26 * n + letter.charCodeAt(0) - 64, 0) - 1 : null;
}

/** @param {Element} cell @param {Shared} shared */
function cellText({ attributes, content }, { texts, dates, is1904 }) {
  const type = typeOf(attributes) ?? "n";
  if (type === "inlineStr") return textIn(content);
  const value = decoded(valuesIn(content)[0]?.content ?? "");
  if (type === "s") return texts[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type === "e") return value === "#N/A" ? "NA" : value;
  const number = Number(value);
  if (type !== "n" || value.trim() === "" || Number.isNaN(number)) return value;
  const isDate = dates[Number(styleOf(attributes) ?? 0)] ?? false;
  // Excel writes 17 digits, 4.9000000000000004 for 4.9.
  return (isDate ? dateOf(number, is1904) : "") || withCertainPoint(String(number));
}
