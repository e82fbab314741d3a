/**
 * How delta changes from layer to layer, exactly. From the root mean squares of a frame:
 * rms(delta_l) = rms(delta_{l+1}) · W_l · f'_l, where W_l = rms(da_l) / rms(delta_{l+1}) is
 * what the weights do, and f'_l = rms(delta_l) / rms(da_l) what the derivatives do. Pure.
 */

import { section } from "../../net/frame.js";

/** @import { Frame, SectionName } from "../../types.js" */

/**
 * One entry per layer, the output last; null for what the step has not computed yet, and
 * for a factor that is 0 / 0. The factors have one entry fewer: the output has none.
 *
 * @typedef {object} DeltaFactors
 * @property {number} step the step that the numbers are of, perhaps a step in progress
 * @property {boolean} isUnderWay whether that step is in progress
 * @property {(number | null)[]} delta
 * @property {(number | null)[]} weights the factors W
 * @property {(number | null)[]} derivatives the factors f'
 * @property {(number | null)[]} theory rms(delta) as expected with the initial weights, times the output's measured one; before the first step times 1
 * @property {(number | null)[]} bands how far the theory may be off, in decades
 */

/** @param {Frame | null} frame @param {number} nLayers @returns {DeltaFactors} */
export function deltaFactors(frame, nLayers) {
  const isBefore = frame?.step === 0 && !frame.midStep;
  /** @param {SectionName} name @param {Frame | null} from @returns {(number | null)[]} */
  const read = (name, from) => {
    const values = section(from, name)?.values;
    return Array.from({ length: nLayers }, (_, layer) => finite(values?.[layer]));
  };
  const measured = isBefore ? null : frame;
  const delta = read("delta_rms", measured);
  const da = read("da_rms", measured).slice(0, -1);
  const output = isBefore ? 1 : (delta.at(-1) ?? null);
  return {
    step: frame ? frame.step + Number(frame.midStep) : 0,
    isUnderWay: frame?.midStep ?? false,
    delta,
    weights: da.map((value, layer) => quotient(value, delta[layer + 1])),
    derivatives: da.map((value, layer) => quotient(delta[layer], value)),
    theory: read("delta_theory", frame).map((share) => (share === null || output === null ? null : share * output)),
    bands: read("delta_theory_band", frame),
  };
}

/** Returns by what rms(delta) of a layer is multiplied to give the output's; null if it is unknown or 0 / 0. @param {Pick<DeltaFactors, "delta">} factors @param {number} [layer] */
export const outputRatio = ({ delta }, layer = 0) => quotient(delta.at(-1), delta[layer]);

/** Returns a number of a frame; null for what is not computed. @param {number | null | undefined} value */
export const finite = (value) => (value !== undefined && value !== null && Number.isFinite(value) ? value : null);

/** Returns a quotient; null if it is 0 / 0, or of something unknown. @param {number | null | undefined} top @param {number | null | undefined} bottom */
export function quotient(top, bottom) {
  if (top === null || top === undefined || bottom === null || bottom === undefined) return null;
  if (bottom === 0) return top === 0 ? null : Infinity;
  return top / bottom;
}
