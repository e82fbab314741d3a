/** Where truncation cuts backpropagation through time, and which truncation puts a wall at a place. Pure. */

/** @import { Recurrence } from "./recurrence.js" */

/** Returns the time step before which the last wall is; 0 without one. @param {Pick<Recurrence, "nSteps">} of @param {number | null} truncation */
export const wallOf = ({ nSteps }, truncation) => (truncation === null ? 0 : Math.max(0, nSteps - truncation));

/** Returns the truncation that puts the last wall before a time step; null for none. @param {Pick<Recurrence, "nSteps">} of @param {number} t */
export function truncationAt({ nSteps }, t) {
  const at = Math.min(nSteps - 1, Math.round(t));
  return at <= 0 ? null : nSteps - at;
}

/**
 * Returns the time steps that no gradient reaches: those behind the last wall, where only the
 * last time step has an output.
 *
 * @param {Pick<Recurrence, "walls" | "hasOutputs">} of
 */
export const unreached = ({ walls, hasOutputs }) => (hasOutputs ? 0 : Math.max(0, ...walls));
