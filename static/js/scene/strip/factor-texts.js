/** The texts of the gradient strip: its headline, and the sentence of each mark. Pure. */

import { count, number } from "../../base/numbers/format.js";
import { layerName, t } from "../../base/words/i18n.js";
import { outputRatio } from "./delta-factors.js";

/** @import { Mark } from "../../painters/strips/gradient-strip.js" */
/** @import { DeltaFactors } from "./delta-factors.js" */

/** Closer to 1 a ratio is called equal: it would be written as 1.00. */
const EQUAL = 0.005;

/** Compares delta of the first layer with the output's, in the step shown. @param {DeltaFactors} factors */
export function headlineOf(factors) {
  const { delta, step, isUnderWay, theory } = factors;
  const known = delta.findIndex((value) => value !== null);
  if (known === -1 && step === 0) return expectedOf(theory);
  // A change of settings begins a step again, and leaves no numbers of the step before.
  if (known === -1) return t("factors.not_yet", { step: count(isUnderWay ? step : step + 1) });
  const place = { step: count(step), layer: layerName(0) };
  if (known > 0) return t("factors.so_far", { ...place, layer: layerName(known, delta.length) });
  if (delta.at(-1) === 0) return t("factors.output_zero", place);
  if (delta[0] === 0) return t("factors.zero", place);
  const ratio = outputRatio(factors);
  return ratio === null ? t("factors.not_yet", place) : t(`factors.${comparison(ratio)}`, { ...place, ratio: timesText(Math.max(ratio, 1 / ratio)) });
}

/** Returns what the theory expects before there is a gradient. @param {DeltaFactors["theory"]} theory */
function expectedOf(theory) {
  const ratio = outputRatio({ delta: theory });
  if (ratio === null || !Number.isFinite(ratio)) return t("factors.none");
  return t(`factors.none.${comparison(ratio)}`, { layer: layerName(0), ratio: timesText(Math.max(ratio, 1 / ratio)) });
}

/** Compares a layer with the output. @param {number} ratio of the output's delta to the layer's @returns {"equal" | "smaller" | "larger"} */
function comparison(ratio) {
  if (Math.abs(ratio - 1) < EQUAL) return "equal";
  return ratio > 1 ? "smaller" : "larger";
}

/** Explains a mark with its numbers. @param {Mark} mark @param {DeltaFactors} factors */
export function markSentence({ layer, factor }, factors) {
  const n = factors.delta.length;
  const names = { layer: layerName(layer, n), next: layerName(layer + 1, n) };
  if (factor !== null) return t(`factors.mark.${factor}`, { ...names, value: number(factors[factor][layer]) });
  const [delta, output, theory] = [factors.delta[layer] ?? null, factors.delta.at(-1) ?? null, factors.theory[layer] ?? null];
  const value = t("factors.mark.delta", { ...names, value: number(delta) });
  if (layer === n - 1) return value;
  const share = delta === null || !output ? "" : t("factors.mark.share", { value: number(delta / output) });
  return value + share + (theory === null ? "" : t("factors.mark.theory", { value: number(theory) }));
}

/** Formats how many times larger, with three digits: 1.42, 320 000. @param {number} ratio */
const timesText = (ratio) => (ratio >= 1000 && ratio < 1e6 ? count(Number(ratio.toPrecision(3))) : number(ratio, 3));
