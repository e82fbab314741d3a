/** Makes a table of rows: their header, and what the lines below it contain about the columns. Pure. */

import { guessHeader, isValue } from "./header.js";
import { describedBy } from "./hints.js";
import { tidyNames } from "./names.js";
import { rectangular } from "./ragged-rows.js";
import { withoutSklearnHeader } from "./sklearn-header.js";

/** @import { Fault, Note, Pause, Separator, Table } from "../table/types.js" */

/**
 * @typedef {object} Given
 * @property {string[][]} rows
 * @property {number[]} lines
 * @property {Separator | null} separator
 * @property {boolean | null} header what was chosen
 * @property {string[]} [heading] cells of a comment above the first row
 * @property {Note[]} notes so far
 */

/**
 * @param {Given} given
 * @param {Pause} pause
 * @returns {Promise<Table>}
 */
export async function tableOfRows({ rows, lines, separator, header: chosen, heading = [], notes: before }, pause) {
  const counted = chosen === null ? withoutSklearnHeader({ rows, lines }) : null;
  const even = await rectangular(counted ?? { rows, lines }, chosen !== false, pause);
  const notes = [...before, ...(counted ? [counted.note] : []), ...even.notes];
  if (even.fault) return refused(even.fault, separator, notes);
  const [first] = even.rows;
  if (!first) return refused({ key: "table.text.empty", values: {}, cures: [] }, separator, notes);
  if (first.length < 2) return refused({ key: "table.text.one_column", values: { line: even.lines[0] ?? 1 }, cures: [] }, separator, notes);

  const title = heading.slice(0, first.length);
  const isCommented = title.length === first.length && heading.slice(first.length).every((cell) => cell === "") && !title.some(isValue);
  const guess = counted ? { header: false, note: null } : guessHeader(even.rows);
  const header = chosen ?? guess.header;
  if (chosen === null && guess.note) notes.push(guess.note);
  if (!header) {
    const isNamed = isCommented && chosen === null;
    if (isNamed) notes.splice(0, notes.length, ...withoutOneComment(notes), { key: "table.text.header.comment", values: {} });
    const { names, notes: others } = tidyNames(isNamed ? title : first.map(() => ""));
    return {
      separator,
      header: isNamed,
      names,
      rows: even.rows,
      lines: even.lines,
      hints: names.map((_, k) => hintOf(counted !== null && k === names.length - 1)),
      notes: [...notes, ...others],
      faults: [],
    };
  }
  const below = even.rows.slice(1);
  const found = describedBy(first, below);
  if (found.key) notes.push({ key: found.key, values: {} });
  const { names, notes: others } = tidyNames(found.names);
  const n = 1 + found.n_lines;
  return { separator, header, names, rows: even.rows.slice(n), lines: even.lines.slice(n), hints: found.hints, notes: [...notes, ...others], faults: [] };
}

/** Counts the comment that names the columns no longer as left out. @param {Note[]} notes */
const withoutOneComment = (notes) =>
  notes.flatMap((note) => {
    const n = Number(note.values["n"]) - 1;
    return note.key !== "table.text.comments" ? [note] : n > 0 ? [{ ...note, values: { n } }] : [];
  });

/** @param {boolean} isClass @returns {Table["hints"][number]} */
const hintOf = (isClass) => (isClass ? { kind: "category", role: "target" } : null);

/**
 * A table that cannot be one.
 *
 * @param {Fault} fault
 * @param {Separator | null} separator
 * @param {Note[]} notes
 * @returns {Table}
 */
export const refused = (fault, separator, notes = []) => ({ separator, header: false, names: [], rows: [], lines: [], hints: [], notes, faults: [fault] });
