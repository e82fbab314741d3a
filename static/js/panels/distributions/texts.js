/** The texts of distributions: what is shown, of how many numbers, and the ends of its axes. */

import { count, powerOfTen } from "../../base/numbers/format.js";
import { layerNames, t } from "../../base/words/i18n.js";
import { scopeOf } from "../../scene/distributions/distributions.js";

/** @import { Frame } from "../../types.js" */
/** @import { DistributionTarget } from "../../scene/distributions/distribution-target.js" */
/** @import { MagnitudePicture, SignalPicture } from "../../scene/distributions/distributions.js" */

/**
 * Returns of how many numbers the histograms are.
 *
 * @param {Frame | null} frame
 * @param {number} layer
 * @param {SignalPicture | null} signals null before the first step
 */
export function scopeText(frame, layer, signals) {
  if (!signals) return t("distributions.no_step");
  const { samples, read } = scopeOf(frame, layer);
  const units = t("distributions.units", { n: signals.total / Math.max(1, read) });
  const of = read < samples ? t("distributions.part", { n: read, all: samples }) : t("distributions.samples", { n: samples });
  return t("distributions.scope", { units, samples: of, step: count(frame?.step) });
}

/**
 * Names a layer or a neuron.
 *
 * @param {DistributionTarget} shown
 * @param {number} nLayers of its network
 * @param {boolean} isTwin whether the network needs its letter
 */
export function shownName({ run, layer, row }, nLayers, isTwin) {
  const name = layerNames(nLayers)[layer] ?? "";
  const of = row === null ? name : t("unit.heading", { n: row + 1, layer: name });
  return isTwin ? t(run === 0 ? "distributions.run_a" : "distributions.run_b", { of }) : of;
}

/** Returns the labels under zeros and smaller numbers, and under both ends of the decades. @param {MagnitudePicture} picture @returns {[string, string, string]} */
export function magnitudeTicks({ total, zeros, small, low, high }) {
  const rest = `${zeros > 0 ? "0" : ""}${small > 0 ? " <" : ""}`;
  return zeros === total ? [rest, "", ""] : [rest, powerOfTen(low), powerOfTen(high)];
}
