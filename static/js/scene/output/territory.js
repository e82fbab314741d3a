/** Where on the input plane each class is predicted, for screen readers. Pure. */

import { margins } from "./surface.js";

/** @import { SectionView } from "../../types.js" */

/** The plane in three rows of three fields, row 0 at the top. */
export const FIELDS = /** @type {const} */ (["top_left", "top", "top_right", "left", "middle", "right", "bottom_left", "bottom", "bottom_right"]);
/** The middle of a single output's range, quantised. */
const MIDDLE = 127.5;
/** The share of a field from which on it belongs to a class; that which two classes need for a boundary to go through it. */
const [MOST, SOME] = [0.5, 0.05];

/** @typedef {typeof FIELDS[number]} Field */
/** @typedef {{ share: number, fields: Field[] }} Territory of one class: its share of the plane, and the fields of which it has most */

/**
 * @param {SectionView} surface u1 [n_outputs, rows, columns], row 0 at the top
 * @param {SectionView | null} range f4 [n_outputs, 2]
 * @param {number} nClasses
 * @returns {{ territories: Territory[], boundary: Field[] }}
 */
export function territoriesOf(surface, range, nClasses) {
  const [, rows = 0, columns = 0] = surface.shape;
  const winners = winnersOf(surface, range);
  const counts = FIELDS.map(() => new Array(nClasses).fill(0));
  winners.forEach((winner, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const field = 3 * Math.floor((3 * row) / rows) + Math.floor((3 * column) / columns);
    /** @type {number[]} */ (counts[field])[winner] += 1;
  });
  /** @type {(field: number, k: number) => number} */
  const shareOf = (field, k) =>
    (counts[field]?.[k] ?? 0) /
    Math.max(
      1,
      (counts[field] ?? []).reduce((a, b) => a + b, 0),
    );
  const where = (/** @type {(field: number) => boolean} */ is) => FIELDS.filter((_, field) => is(field));
  return {
    territories: Array.from({ length: nClasses }, (_, k) => ({
      share: counts.reduce((sum, field) => sum + field[k], 0) / Math.max(1, winners.length),
      fields: where((field) => shareOf(field, k) > MOST),
    })),
    boundary: where((field) => (counts[field] ?? []).filter((_, k) => shareOf(field, k) >= SOME).length > 1),
  };
}

/** Returns the predicted class of each cell. @param {SectionView} surface @param {SectionView | null} range @returns {number[]} */
function winnersOf(surface, range) {
  const [n = 1, rows = 0, columns = 0] = surface.shape;
  const cells = Array.from({ length: rows * columns }, (_, i) => i);
  if (n === 1) return cells.map((i) => ((surface.values[i] ?? 0) > MIDDLE ? 1 : 0));
  const fields = margins(surface, range);
  return cells.map((i) => fields.reduce((best, field, k) => ((field[i] ?? 0) > (fields[best]?.[i] ?? 0) ? k : best), 0));
}
