/** The reference run: an earlier run whose curves are compared with the current ones. Pure. */

import { startOf } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { changeText } from "../../base/words/sentence.js";
import { PICTURE_ONLY } from "./change-marks.js";
import { evenlySpaced, pickRows } from "./curve-history.js";

/** @import { Columns, History } from "./curve-history.js" */

/**
 * @typedef {object} ReferenceRun
 * @property {Record<string, unknown>} experiment
 * @property {Columns} losses
 * @property {Columns} accuracies
 */

const LONGEST = 14;
/** At least so many steps of a longer reference run are shown. */
const LEAST_STEPS = 1000;
/** The length of the axis, in lengths of the current run, before it is rounded. */
const AHEAD = 2;

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

/**
 * Returns how much of a longer reference run is shown beside the current one: so much that
 * the current one has at least a fifth of the axis, which grows in few steps.
 *
 * @param {number} last step of the current run
 * @param {number} lastKept step of the reference run
 */
export function lastShown(last, lastKept) {
  const wanted = Math.max(LEAST_STEPS, AHEAD * last);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const round = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wanted) ?? wanted;
  return Math.max(last, Math.min(lastKept, round));
}

/** @param {Columns} columns */
const copy = (columns) => pickRows(columns, evenlySpaced(columns.steps.length, Infinity));

/**
 * Names the reference run by its differences from the current one: `SGD`, `rate 0.03 +1`.
 *
 * @param {ReferenceRun} run
 * @param {Record<string, unknown> | null} now
 * @param {(field: string, value: string) => string} label of a named value
 */
export function referenceName({ experiment }, now, label) {
  const fields = Object.keys(experiment).filter((field) => !PICTURE_ONLY.has(field) && JSON.stringify(experiment[field]) !== JSON.stringify(now?.[field]));
  const [first] = fields;
  if (!now || first === undefined) return t("chart.kept");
  const value = experiment[first];
  const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
  const text = isTable ? t("chart.kept") : changeText({ field: first, from: undefined, to: value }, label, { isBrief: true });
  const more = fields.length > 1 ? t("chart.kept.more", { n: fields.length - 1 }) : "";
  return text.length + more.length > LONGEST ? `${startOf(text, LONGEST - more.length - 1).trimEnd()}\u2026${more}` : text + more;
}
