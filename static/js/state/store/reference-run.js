/** The reference run: an earlier run whose curves are compared with the current ones. Pure. */

import { evenlySpaced, pickRows } from "./curve-history.js";

/** @import { Columns, History } from "./curve-history.js" */

/**
 * @typedef {object} ReferenceRun
 * @property {Record<string, unknown>} experiment
 * @property {Columns} losses
 * @property {Columns} accuracies
 */

/**
 * Copies the current curves; null if there are none.
 *
 * @param {Record<string, unknown> | null} experiment
 * @param {Pick<History, "columns">} losses
 * @param {Pick<History, "columns">} accuracies
 * @returns {ReferenceRun | null}
 */
export function referenceRunOf(experiment, losses, accuracies) {
  const [loss, accuracy] = [losses, accuracies].map((history) => history.columns());
  if (!experiment || !loss || !accuracy || loss.steps.length < 2) return null;
  return { experiment, losses: copy(loss), accuracies: copy(accuracy) };
}

/** @param {Columns} columns */
const copy = (columns) => pickRows(columns, evenlySpaced(columns.steps.length, Infinity));
