/** Writes curves and marks as CSV (RFC 4180). Pure. */

/** @import { Columns } from "../state/store/curve-history.js" */

/**
 * Returns one line per step of any table, in order.
 *
 * @param {readonly { names: readonly string[], columns: Columns }[]} tables
 * @param {readonly { step: number, text: string }[]} marks
 */
export function csvOf(tables, marks) {
  /** @type {Map<number, string[]>} */
  const lines = new Map();
  const width = tables.reduce((sum, { names }) => sum + names.length, 0);
  /** @param {number} step */
  const lineOf = (step) => {
    const line = lines.get(step) ?? Array.from({ length: width + 1 }, () => "");
    lines.set(step, line);
    return line;
  };
  let offset = 0;
  for (const { names, columns } of tables) {
    columns.steps.forEach((step, row) => {
      const line = lineOf(step);
      names.forEach((_, k) => {
        const value = columns.series[k]?.[row];
        line[offset + k] = typeof value === "number" ? String(value) : "";
      });
    });
    offset += names.length;
  }
  for (const { step, text } of marks) {
    const line = lineOf(step);
    line[width] = [line[width], text].filter(Boolean).join("; ");
  }
  const head = ["step", ...tables.flatMap(({ names }) => names.map(guarded)), "change"];
  const body = [...lines].sort(([a], [b]) => a - b).map(([step, line]) => [String(step), ...line.slice(0, width), guarded(line[width] ?? "")]);
  return [head, ...body].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

// A spreadsheet computes a cell that begins so, also where another sign separates cells;
// the same rule as in engine/export/step_file/csv_text.py.
const FORMULA = /(?<=^|[;|\t\r\n])(?=\s*[=+\-@＝＋－＠]|[\t\r\n])/g;

/** Returns a text in which an apostrophe precedes what would be a formula. @param {string} text */
function guarded(text) {
  return text.replace(FORMULA, "'");
}

/** @param {string} cell */
function quoted(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
