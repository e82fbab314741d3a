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
  const head = ["step", ...tables.flatMap(({ names }) => names), "change"];
  const body = [...lines].sort(([a], [b]) => a - b).map(([step, line]) => [String(step), ...line]);
  return [head, ...body].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

/** Quotes a cell; one that begins like a formula gets an apostrophe. @param {string} text */
function quoted(text) {
  const plain = /^[=+@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
