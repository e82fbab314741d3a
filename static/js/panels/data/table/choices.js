/** What can be chosen of how a table is read. Pure. */

/** @import { Choices } from "./types.js" */

/** Everything is guessed. @type {Choices} */
export const NO_CHOICES = {
  encoding: null,
  separator: null,
  decimal: null,
  header: null,
  missing: "leave_out",
  refused: "fault",
  classes: "fault",
  columns: {},
};

/**
 * Returns choices with a patch merged into them, column by column.
 *
 * @param {Choices} choices
 * @param {Partial<Choices>} patch
 * @returns {Choices}
 */
export function withCure(choices, patch) {
  const columns = Object.entries(patch.columns ?? {}).map(([k, column]) => [k, { ...choices.columns[Number(k)], ...column }]);
  return { ...choices, ...patch, columns: { ...choices.columns, ...Object.fromEntries(columns) } };
}
