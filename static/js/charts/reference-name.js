/** What the reference run is called beside the current one, and how much of it is shown. Pure. */

import { startOf } from "../base/numbers/format.js";
import { t } from "../base/words/i18n.js";
import { changeText } from "../base/words/sentence.js";
import { PICTURE_ONLY } from "../state/store/change-marks.js";

/** @import { ReferenceRun } from "../state/store/reference-run.js" */

const LONGEST = 14;
/** At least so many steps of a longer reference run are shown. */
const LEAST_STEPS = 1000;
/** The length of the axis, in lengths of the current run, before it is rounded. */
const AHEAD = 2;

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
