/** Frames with the sections of distributions. */

import { frameOf } from "./examples.js";

const BINS = 80;
const Z = Array.from({ length: 129 }, (_, i) => -8 + i / 8);

/** @param {number} length @param {Record<number, number> | null} counts null is a row that is not there yet */
const filled = (length, counts) => Array.from({ length }, (_, i) => (counts ? (counts[i] ?? 0) : Number.NaN));

/** A row of magnitudes. */
const magnitudes = (given) =>
  given === null
    ? filled(3 + 2 * BINS, null)
    : [given.last ?? 0, given.zeros ?? 0, given.small ?? 0, ...filled(BINS, given.negative ?? {}), ...filled(BINS, given.positive ?? {})];

/**
 * A frame whose rows have these counts by bin: `z` and `a` of 66, the others as
 * `{ last, zeros, small, negative, positive }`; null is a row that is not there yet.
 */
export const distributionFrame = ({ layer = 0, z = {}, a = {}, delta = {}, W = {}, dW = {}, ratio = {}, scope = [10, 10, -1, 1], curve, ...more } = {}) =>
  frameOf(
    {
      [`distribution_scope.${layer}`]: [[4], scope],
      [`linear_histograms.${layer}`]: [
        [2, 66],
        [...filled(66, z), ...filled(66, a)],
      ],
      [`log_histograms.${layer}`]: [[4, 3 + 2 * BINS], [delta, W, dW, ratio].flatMap(magnitudes)],
      [`activation_curves.${layer}`]: [
        [2, 129],
        [...Z.map(curve ?? Math.tanh), ...Z.map(curve ?? ((z) => 1 - Math.tanh(z) ** 2))],
      ],
    },
    more,
  );
