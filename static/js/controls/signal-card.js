/** What the card says of a signal, with the numbers plugged in. */

import { signed } from "../format.js";
import { valueAt } from "../layout.js";
import { incoming } from "../scene/signal.js";

/** @import { Frame, Target } from "../types.js" */

/**
 * @param {Frame | null} frame
 * @param {Target} target
 * @returns {[string, string][] | null} null where the card says what it always says
 */
export function signalNumbers(frame, target) {
  if (target.kind === "input") {
    const x = valueAt(frame, "a_prev", 0, target.index);
    return x === null ? null : [["x, mean", signed(x)]];
  }
  if (target.kind === "neuron") return neuronNumbers(frame, target);
  const { layer, row, column } = target;
  if (column === null) {
    const b = signed(valueAt(frame, "b_before", layer, row));
    return [["signal, b · 1", b], ["b before its update", b]];
  }
  const [w, a] = [valueAt(frame, "W_before", layer, row, column), valueAt(frame, "a_prev", layer, column)];
  return [
    ["signal w · a", signed(valueAt(frame, "signal", layer, row, column))],
    ["=", `${signed(w)} × ${signed(a)}`],
    ["w", "as it was in that step"],
    ["a", layer === 0 ? "the input, mean" : "the unit, mean"],
  ];
}

/** @param {Frame | null} frame @param {Extract<Target, { kind: "neuron" }>} target @returns {[string, string][] | null} */
function neuronNumbers(frame, { layer, index }) {
  const sum = incoming(frame, layer, index);
  if (sum === null) return null;
  const bias = valueAt(frame, "signal_b", layer, index);
  return [
    ["signals, Σ w · a", signed(sum - (bias ?? 0))],
    ...(bias === null ? [] : [/** @type {[string, string]} */ (["bias, b · 1", signed(bias)])]),
    ["z, mean: the sum", signed(valueAt(frame, "z", layer, index))],
    ["a, mean", signed(valueAt(frame, "a", layer, index))],
  ];
}
