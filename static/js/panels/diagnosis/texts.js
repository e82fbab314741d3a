/** The words for a finding: a heading, a paragraph with its numbers, and what to try. Pure. */

import { number, percent, short } from "../../base/numbers/format.js";
import { t as words } from "../../base/words/i18n.js";
import { changeText } from "../../base/words/sentence.js";

/** @import { Key, Values } from "../../base/words/i18n.js" */
/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Finding } from "../../types.js" */

/** Evidence that is a share of a whole, a setting, or counts something; the rest has two digits. */
const SHARES = ["share", "accuracy", "gap", "spread", "largest"];
const SETTINGS = ["rate", "momentum", "penalty", "limit", "steepest"];
const COUNTS = ["n", "units", "dead", "step", "samples", "parameters"];
const DIGITS = 2;

/** Names a finding by rule and cause, which the server chooses. @type {(key: string, values?: Values) => string} */
const t = (key, values) => words(/** @type {Key} */ (key), values);

/** @param {string} name @param {number | null} value @returns {string | number} */
function evidenceText(name, value) {
  if (SHARES.includes(name)) return percent(value, 0);
  if (SETTINGS.includes(name)) return short(value);
  return COUNTS.includes(name) && value !== null ? value : number(value, DIGITS);
}

/**
 * Returns the placeholders of a finding's words.
 *
 * @param {Finding} finding
 * @param {Record<string, unknown>} experiment
 * @param {Label} label
 * @returns {Values}
 */
function valuesOf({ evidence, layer }, experiment, label) {
  const shown = Object.entries(evidence).map(([name, value]) => [name, evidenceText(name, value)]);
  return { ...Object.fromEntries(shown), layer: (layer ?? 0) + 1, activation: activationOf(experiment, layer, label), output: outputOf(experiment) };
}

/** @param {Record<string, unknown>} experiment @param {number | null} layer @param {Label} label */
function activationOf({ activation }, layer, label) {
  const name = Array.isArray(activation) ? activation[layer ?? 0] : activation;
  return typeof name === "string" ? label("activation", name) : "";
}

/** @param {Record<string, unknown>} experiment */
const outputOf = ({ output }) => (typeof output === "string" ? output : "");

/** Returns the heading; of two networks it names the one that it is about. @param {Finding} finding @param {Record<string, unknown>} experiment @param {Label} label @param {boolean} hasTwin */
export function headingOf(finding, experiment, label, hasTwin) {
  const { rule, run } = finding;
  const heading = t(`diagnosis.${rule}`, valuesOf(finding, experiment, label));
  if (!hasTwin) return heading;
  return t(run === 1 ? "diagnosis.of_twin" : "diagnosis.of_run", { heading });
}

/** @param {Finding} finding @param {Record<string, unknown>} experiment @param {Label} label */
export function paragraphOf(finding, experiment, label) {
  const { rule, cause, evidence } = finding;
  const paragraph = t(`diagnosis.${rule}.${cause}`, valuesOf(finding, experiment, label));
  const batch = evidence["batch"];
  return typeof batch === "number" ? `${paragraph} ${t("diagnosis.small_batch", { n: batch })}` : paragraph;
}

/** Returns which steps the numbers are about; a divergence has its step in its heading. @param {Finding} finding */
export const stepsOf = ({ rule, step }) => (rule === "diverged" ? "" : t("diagnosis.at", { step }));

/** Returns what to try: `activation sigmoid → ReLU`. @param {Finding} finding @param {Record<string, unknown>} experiment @param {Label} label */
export function adviceOf({ advice }, experiment, label) {
  const changes = Object.entries(advice ?? {}).filter(([field, to]) => JSON.stringify(to) !== JSON.stringify(experiment[field] ?? null));
  const parts = changes.map(([field, to]) => changeText({ field, from: experiment[field] ?? null, to }, label));
  return parts.length > 0 ? t("diagnosis.try", { changes: parts.join(", ") }) : "";
}
