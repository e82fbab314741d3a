/** Reads the first line of a data set of scikit-learn: how many samples and inputs, and its classes. Pure. */

import { commonest } from "./separator.js";

/** @import { Note } from "../table/types.js" */

/**
 * Replaces the numbers of the classes, in the last column, by their names.
 *
 * @param {{ rows: string[][], lines: number[] }} given
 * @returns {{ rows: string[][], lines: number[], note: Note } | null} null if the first line is another one
 */
export function withoutCounts({ rows, lines }) {
  const [first = [], ...others] = rows;
  const [n_samples, n_inputs, ...names] = first;
  const isCounts = Number(n_samples) === others.length && Number(n_inputs) === commonest(others.map((row) => row.length)) - 1;
  if (others.length === 0 || !isCounts || names.length < 2) return null;
  const classes = new Map(names.map((name, k) => [String(k), name]));
  if (!others.every((row) => classes.has(row.at(-1) ?? ""))) return null;
  return {
    rows: others.map((row) => [...row.slice(0, -1), /** @type {string} */ (classes.get(row.at(-1) ?? ""))]),
    lines: lines.slice(1),
    note: { key: "table.text.counts", values: { line: lines[0] ?? 1, names: names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "") } },
  };
}
