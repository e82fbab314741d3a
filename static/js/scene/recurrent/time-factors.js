/**
 * How the gradient of the state changes from time step to time step on its way back, exactly. Pure.
 *
 * Of a plain cell, h_t = f(z_t): rms(dL/dh_(t-1)) = rms(dL/dh_t) · f'_t · W_t, where
 * f'_t = rms(dL/dz_t) / rms(dL/dh_t) is what the derivatives do, and
 * W_t = rms(dL/dh_(t-1)) / rms(dL/dz_t) what W_hh does. Where the step before has an output of
 * its own, its gradient is in dL/dh_(t-1) too. Of an LSTM, the state is c:
 * rms(dL/dc_(t-1)) = rms(dL/dc_t) · forget_t · rest_t, where forget_t is
 * rms(s_t^f ⊙ dL/dc_t) / rms(dL/dc_t) and rest_t what comes to dL/dc_(t-1) by h_(t-1).
 */

import { nodeSize, nodeValues } from "../kinds/nodes.js";
import { finite, quotient } from "../strip/delta-factors.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { TimeFactor } from "../../painters/strips/gradient-strip.js" */
/** @import { Recurrence } from "./recurrence.js" */

/**
 * One entry per time step; null for what the step has not computed, for a gradient that a
 * wall holds back, and for a factor that is 0 / 0. A factor of a time step is of the way from
 * it to the step before, so that of the first one is null.
 *
 * @typedef {object} TimeFactors
 * @property {number} step the training step that the numbers are of
 * @property {boolean} isUnderWay whether that step is in progress
 * @property {"h" | "c"} state
 * @property {(number | null)[]} sizes rms(dL/dh_t), or rms(dL/dc_t)
 * @property {{ name: TimeFactor, values: (number | null)[] }[]} factors f' and W, or the forget gate and the rest
 */

/**
 * @param {Frame | null} frame
 * @param {NetworkFields | null} network
 * @param {Recurrence} of
 * @param {boolean} isOneSample whether the numbers of the nodes are those of one sample
 * @returns {TimeFactors}
 */
export function timeFactors(frame, network, { nSteps, isLstm, state, walls, nUnits }, isOneSample) {
  const isBefore = frame?.step === 0 && !frame.midStep;
  const measured = isBefore ? null : frame;
  /** @param {string} name @param {number} t */
  const size = (name, t) => finite(nodeSize(measured, network, name, t, "node_grad_rms"));
  const sizes = Array.from({ length: nSteps }, (_, t) => size(state, t));
  /** @param {(t: number) => number | null} factor */
  const each = (factor) => sizes.map((_, t) => (t > 0 && !walls.includes(t) ? factor(t) : null));
  const isUnderWay = frame?.midStep ?? false;
  const step = frame ? frame.step + Number(isUnderWay) : 0;
  if (isLstm) {
    const forget = each((t) => (isOneSample ? forgetFactor(measured, network, t, nUnits) : null));
    const rest = each((t) => quotient(quotient(sizes[t - 1], sizes[t]), forget[t]));
    return { step, isUnderWay, state, sizes, factors: [pair("forget", forget), pair("rest", rest)] };
  }
  const derivatives = each((t) => quotient(size("z", t), sizes[t]));
  const weights = each((t) => quotient(sizes[t - 1], size("z", t)));
  return { step, isUnderWay, state, sizes, factors: [pair("derivatives", derivatives), pair("weights", weights)] };
}

/** @param {TimeFactor} name @param {(number | null)[]} values */
const pair = (name, values) => ({ name, values });

/** Returns rms(s^f ⊙ dL/dc) / rms(dL/dc) of a time step, from single precision. @param {Frame | null} frame @param {NetworkFields | null} network @param {number} t @param {number} nUnits */
function forgetFactor(frame, network, t, nUnits) {
  const gates = nodeValues(frame, network, "s", t, "node_value");
  const dc = nodeValues(frame, network, "c", t, "node_grad");
  if (!gates || !dc) return null;
  let [through, all] = [0, 0];
  for (let unit = 0; unit < nUnits; unit += 1) {
    const grad = Number(dc.values[dc.start + unit]);
    const kept = grad * Number(gates.values[gates.start + nUnits + unit]);
    through += kept * kept;
    all += grad * grad;
  }
  return finite(Math.sqrt(through / all));
}

/** The time steps between which the whole way is known: the first one that a gradient reaches without a gap, and the last. @param {Pick<TimeFactors, "sizes">} factors */
export function reachOf({ sizes }) {
  const last = sizes.length - 1;
  let first = last;
  while (first > 0 && sizes[first - 1] !== null && sizes[first - 1] !== undefined && sizes[first - 1] !== 0) first -= 1;
  return { first, last };
}

/** Returns the geometric mean of a factor over the time steps after `first`; null if one is unknown. @param {readonly (number | null)[]} factors @param {number} first @param {number} last */
export function meanFactor(factors, first, last) {
  let sum = 0;
  for (let t = first + 1; t <= last; t += 1) {
    const value = factors[t] ?? null;
    if (value === null || value <= 0) return null;
    sum += Math.log(value);
  }
  return last > first ? Math.exp(sum / (last - first)) : null;
}
