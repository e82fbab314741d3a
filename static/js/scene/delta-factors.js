/**
 * How delta changes from layer to layer, exactly. From the root mean squares of a frame:
 * rms(delta_l) = rms(delta_{l+1}) · W_l · f'_l, where W_l = rms(da_l) / rms(delta_{l+1}) is
 * what the weights do, and f'_l = rms(delta_l) / rms(da_l) what the slopes do. Pure.
 */

import { section } from "../net/frame.js";

/** @import { Frame } from "../types.js" */

/**
 * One entry per layer, the output last; null for what the step has not computed yet, and
 * for a factor that is 0 / 0. The factors have one entry fewer: the output has none.
 *
 * @typedef {object} DeltaFactors
 * @property {number} step the step that the numbers are of, perhaps a step in progress
 * @property {(number | null)[]} delta
 * @property {(number | null)[]} weights the factors W
 * @property {(number | null)[]} slopes the factors f'
 * @property {(number | null)[]} theory rms(delta) as expected with the initial weights, times the output's measured one
 * @property {(number | null)[]} bands how far the theory may be off, in decades
 */

/** @param {Frame | null} frame @param {number} nLayers @returns {DeltaFactors} */
export function deltaFactors(frame, nLayers) {
  const isUnknown = frame === null || (frame.step === 0 && !frame.midStep);
  /** @param {string} name @returns {(number | null)[]} */
  const read = (name) => {
    const values = isUnknown ? null : section(frame, name)?.values;
    return Array.from({ length: nLayers }, (_, layer) => finite(values?.[layer]));
  };
  const delta = read("delta_rms");
  const da = read("da_rms").slice(0, -1);
  const output = delta.at(-1) ?? null;
  return {
    step: frame ? frame.step + Number(frame.midStep) : 0,
    delta,
    weights: da.map((value, layer) => quotient(value, delta[layer + 1])),
    slopes: da.map((value, layer) => quotient(delta[layer], value)),
    theory: read("delta_theory").map((share) => (share === null || output === null ? null : share * output)),
    bands: read("delta_theory_band"),
  };
}

/** Returns by what rms(delta) of a layer is multiplied to give the output's; null if it is unknown or 0 / 0. @param {DeltaFactors} factors @param {number} [layer] */
export const outputRatio = ({ delta }, layer = 0) => quotient(delta.at(-1), delta[layer]);

/** @param {number | null | undefined} value */
const finite = (value) => (value !== undefined && value !== null && Number.isFinite(value) ? value : null);

/** @param {number | null | undefined} top @param {number | null | undefined} bottom */
function quotient(top, bottom) {
  if (top === null || top === undefined || bottom === null || bottom === undefined) return null;
  if (bottom === 0) return top === 0 ? null : Infinity;
  return top / bottom;
}
