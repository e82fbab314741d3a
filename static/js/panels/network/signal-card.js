/** The numbers of the card under the signal lens. */

import { signed } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { valueAt } from "../../net/frame.js";
import { incoming } from "../../scene/network/signal.js";
import { labelsFor } from "../output/probe.js";

/** @import { Frame, Target } from "../../types.js" */
/** @typedef {Exclude<Target, { kind: "input" }>} Part what has weights */

/**
 * @param {Frame | null} frame
 * @param {Part} target
 * @param {number | null} probe
 * @returns {[string, string][] | null} null if the card shows its usual numbers
 */
export function signalNumbers(frame, target, probe) {
  const of = labelsFor(probe);
  if (target.kind === "neuron") return neuronNumbers(frame, target, of);
  if (target.kind !== "edge") return null;
  const { layer, row, column } = target;
  if (column === null) {
    const b = signed(valueAt(frame, "b_before", layer, row));
    return [
      [t("card.signal_b"), b],
      [t("card.b_before"), b],
    ];
  }
  const [w, a] = [valueAt(frame, "W_before", layer, row, column), valueAt(frame, "a_prev", layer, column)];
  return [
    [t("card.signal"), signed(valueAt(frame, "signal", layer, row, column))],
    ["=", `${signed(w)} × ${signed(a)}`],
    [t("card.w"), of("w")],
    [t("card.a_of"), of(layer === 0 ? "input" : "unit")],
  ];
}

/** @param {Frame | null} frame @param {Extract<Target, { kind: "neuron" }>} target @param {ReturnType<typeof labelsFor>} of @returns {[string, string][] | null} */
function neuronNumbers(frame, { layer, index }, of) {
  const sum = incoming(frame, layer, index);
  if (sum === null) return null;
  const bias = valueAt(frame, "signal_b", layer, index);
  return [
    [t("card.signals"), signed(sum - (bias ?? 0))],
    ...(bias === null ? [] : [/** @type {[string, string]} */ ([t("card.signal_bias"), signed(bias)])]),
    [of("z_sum"), signed(valueAt(frame, "z", layer, index))],
    [of("a"), signed(valueAt(frame, "a", layer, index))],
  ];
}
