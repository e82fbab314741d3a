/** Reads the first line of a data set of scikit-learn: how many samples and inputs, and its classes. Pure. */

import { commonest } from "./separator.js";

/** @import { Note } from "../table/types.js" */

/**
 * Replaces the numbers of the classes, in the last column, by their names.
 *
 * @param {{ rows: string[][], lines: number[] }} given
 * @returns {{ rows: string[][], lines: number[], note: Note } | null} null if the first line is another one
 */
export function withoutSklearnHeader({ rows, lines }) {
  const [n_samples, n_inputs, ...names] = rows[0] ?? [];
  if (rows.length < 2 || names.length < 2 || Number(n_samples) !== rows.length - 1) return null;
  const others = rows.slice(1);
  if (Number(n_inputs) !== commonest(others.map((row) => row.length)) - 1) return null;
  const classes = new Map(names.map((name, k) => [String(k), name]));
  if (!others.every((row) => classes.has(row.at(-1) ?? ""))) return null;
  return {
    rows: others.map((row) => [...row.slice(0, -1), /** @type {string} */ (classes.get(row.at(-1) ?? ""))]),
    lines: lines.slice(1),
    note: { key: "table.text.counts", values: { line: lines[0] ?? 1, names: names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "") } },
  };
}
