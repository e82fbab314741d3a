/** Gives all rows of a table the same number of cells, and leaves out the lines that are no row. Pure. */

import { isValue } from "./header.js";
import { commonest } from "./separator.js";

/** @import { Fault, Note, Pause } from "../table/types.js" */

/** The share of the lines that may be left out since they have too few or too many cells. */
const MOST_UNEVEN = 0.01;

/** A line that is drawn, as below the names of a table in Markdown. */
const RULE = /^[-+:=| ]*(?:--|==)[-+:=| ]*$/;

/** @typedef {{ rows: string[][], lines: number[] }} Rows */

/**
 * @param {Rows} given
 * @param {boolean} mayName whether the first row may lack the name of the first column
 * @param {Pause} pause
 * @returns {Promise<Rows & { notes: Note[], fault: Fault | null }>}
 */
export async function rectangular(given, mayName, pause) {
  const { rows, lines, drawn } = await withoutRules(given, pause);
  const widest = commonest(await widthsOf(rows, pause));
  const [from, to] = filled(rows, widest);
  /** @type {Note[]} */
  const notes = [];
  if (to - from < widest && rows.some((row) => row.length >= widest)) notes.push({ key: "table.text.blank_columns", values: { n: widest - (to - from) } });
  /** @type {string[][]} */
  const cut = [];
  await inTurn(rows.length, pause, (i) => cut.push(cutTo(/** @type {string[]} */ (rows[i]), from, to)));
  if (to < widest && rows[0]?.length === widest - 1 && cut[0]?.at(-1) === "") cut[0] = cut[0].slice(0, -1);
  const [first, end] = withoutRemarks(cut, to - from);
  const left = [...drawn, ...lines.slice(0, first), ...lines.slice(end)].sort((one, other) => one - other);
  if (left.length > 0) {
    notes.push({ key: "table.text.remarks", values: { n: left.length, lines: left.slice(0, 5).join(", ") } });
  }
  return { ...(await fitted({ rows: cut.slice(first, end), lines: lines.slice(first, end) }, to - from, mayName, notes, pause)), notes };
}

/** Does something for each number below n, with pauses. @param {number} n @param {Pause} pause @param {(i: number) => unknown} action */
async function inTurn(n, pause, action) {
  for (let i = 0; i < n; i += 1) {
    action(i);
    if (i % 4096 === 4095) await pause();
  }
}

/** Takes away the lines that are drawn. @param {Rows} given @param {Pause} pause @returns {Promise<Rows & { drawn: number[] }>} */
async function withoutRules({ rows, lines }, pause) {
  /** @type {number[]} */
  const rules = [];
  await inTurn(rows.length, pause, (i) => /^$|^[-+:=|]/.test(rows[i]?.[0] ?? "") && RULE.test(rows[i]?.join(" ") ?? "") && rules.push(i));
  if (rules.length === 0 || rules.length === rows.length) return { rows, lines, drawn: [] };
  const left = new Set(rules);
  const isKept = (/** @type {unknown} */ _, /** @type {number} */ i) => !left.has(i);
  return { rows: rows.filter(isKept), lines: lines.filter(isKept), drawn: rules.map((i) => lines[i] ?? 0) };
}

/** The numbers of cells in the rows but the first one, which may be a title or short. @param {string[][]} rows @param {Pause} pause */
async function widthsOf(rows, pause) {
  const first = rows.length > 1 ? 1 : 0;
  /** @type {number[]} */
  const widths = [];
  await inTurn(rows.length - first, pause, (i) => widths.push(rows[first + i]?.length ?? 0));
  return widths;
}

/** The columns from the first to the last that has a cell. @param {string[][]} rows @param {number} width @returns {[number, number]} */
function filled(rows, width) {
  const isBlank = (/** @type {number} */ k) => rows.every((row) => (row[k] ?? "") === "");
  let [from, to] = [0, width];
  while (to > 1 && isBlank(to - 1)) to -= 1;
  while (from < to - 1 && isBlank(from)) from += 1;
  return [from, to];
}

/** Cuts a row whose other cells are empty. @param {string[]} row @param {number} from @param {number} to */
function cutTo(row, from, to) {
  if (from === 0 && row.length <= to) return row;
  const end = row.length > to && row.slice(to).every((cell) => cell === "") ? to : row.length;
  return row.slice(from, end);
}

/** Finds the rows without titles above and remarks below: texts on their own in a line. @param {string[][]} rows @param {number} width @returns {[number, number]} */
function withoutRemarks(rows, width) {
  /** @param {string[] | undefined} row */
  const isRemark = (row) => {
    const cells = (row ?? []).filter((cell) => cell !== "");
    return (
      cells.length === 1 &&
      row?.[0] !== "" &&
      !isValue(/** @type {string} */ (cells[0])) &&
      (row?.length === width ? width > 2 : width > 1 && row?.length === 1)
    );
  };
  let [first, end] = [0, rows.length];
  while (first < end - 1 && isRemark(rows[first]) && !(width === 2 && rows[first + 1]?.some(isValue))) first += 1;
  while (end > first + 1 && isRemark(rows[end - 1])) end -= 1;
  return [first, end];
}

/**
 * Leaves out a few rows that have another number of cells, or reports the first one.
 *
 * @param {Rows} rows
 * @param {number} width
 * @param {boolean} mayName
 * @param {Note[]} notes
 * @param {Pause} pause
 * @returns {Promise<Rows & { fault: Fault | null }>}
 */
async function fitted({ rows, lines }, width, mayName, notes, pause) {
  const [title = []] = rows;
  if (mayName && rows.length > 1 && title.length === width - 1 && title.every((cell) => cell !== "" && !isValue(cell))) {
    rows[0] = ["", ...title];
    notes.push({ key: "table.text.row_names", values: {} });
  }
  /** @type {number[]} */
  const uneven = [];
  await inTurn(rows.length, pause, (i) => rows[i]?.length !== width && uneven.push(i));
  const [first] = uneven;
  if (first === undefined) return { rows, lines, fault: null };
  const line = lines[first] ?? 0;
  const n = rows[first]?.length ?? 0;
  if (first === 0 || uneven.length > MOST_UNEVEN * rows.length) {
    return { rows: [], lines: [], fault: { key: "table.text.ragged", values: { line, n, width }, cell: { line, column: Math.min(n, width) - 1 }, cures: [] } };
  }
  notes.push({ key: "table.text.uneven", values: { n: uneven.length, line, width } });
  const left = new Set(uneven);
  const isKept = (/** @type {unknown} */ _, /** @type {number} */ i) => !left.has(i);
  return { rows: rows.filter(isKept), lines: lines.filter(isKept), fault: null };
}
