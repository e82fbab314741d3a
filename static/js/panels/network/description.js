/** Describes a target of the network: its name and its numbers. */

import { number, signed } from "../../base/numbers/format.js";
import { PAGE } from "../../base/page/page-data.js";
import { layerName, t, unitName } from "../../base/words/i18n.js";
import { outputClass, targetName } from "../../base/words/targets.js";
import { trueAt, valueAt } from "../../net/frame.js";
import { healthCounts } from "../../scene/network/unit-health.js";
import { labelsFor } from "../output/probe.js";
import { sizeNumbers } from "./node-lens.js";
import { partName } from "./part-name.js";
import { signalNumbers } from "./signal-card.js";
import { healthNumbers } from "./unit-health.js";

/** @import { Frame, SectionName, Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @typedef {[name: string, text: string]} NumberRow */

/** The sections whose numbers the card of an edge always has. */
const USUAL = Object.freeze({ W: true, dW: true, update_W: true });

/** Returns the name of a target, as a heading. @param {Target} target @param {PanelContext} context */
export function nameOf(target, { store, label }) {
  const { network, data } = store.state.peek();
  if (network && network.kind !== "dense" && target.kind !== "loss" && target.kind !== "input" && target.kind !== "neuron") return partName(target, network);
  if (target.kind === "cell") return "";
  const last = (network?.layers.length ?? 0) - 1;
  /** @param {number} index */
  const input = (index) => label(network?.input_names[index] ?? "");
  /** @param {number} layer @param {number} index */
  const neuron = (layer, index) =>
    layer === last ? t("unit.of.output", { unit: unitName(index) }) : t("unit.of", { unit: unitName(index), layer: layerName(layer) });
  if (target.kind === "input") return t("input.heading", { name: input(target.index) });
  if (target.kind === "neuron") {
    const place = { n: target.index + 1, layer: layerName(target.layer) };
    if (target.layer !== last) return t("unit.heading", place);
    const [name, ofClass] = [targetName(data, target.index), outputClass(data, target.index)];
    if (ofClass) return t("unit.heading.output.class", { n: place.n, name: ofClass });
    return name ? t("unit.heading.output.named", { n: place.n, name }) : t("unit.heading.output", place);
  }
  if (target.kind === "loss") return t("inspect.loss");
  if (target.kind === "layer") return t(target.layer === last ? "layer.heading.output" : "layer.heading", { n: target.layer + 1 });
  const to = neuron(target.layer, target.row);
  if (target.column === null) return t("bias.heading", { unit: to });
  const from = target.layer === 0 ? t("input", { name: input(target.column) }) : unitName(target.column);
  return t("weight.heading", { from, to });
}

/** Returns the numbers of a target, as rows of the card. @param {Target} target @param {PanelContext} context @returns {NumberRow[]} */
export function numbersOf(target, { store }) {
  const frame = store.frame.value;
  const { probe, lens: name } = store.view.peek();
  const lens = PAGE.lenses[name];
  const of = labelsFor(probe);
  if (target.kind === "input") return inputNumbers(frame, target.index, store.state.peek().data?.input_ranges[target.index], of("x"));
  if (target.kind === "cell") return [];
  const signals = name === "signal" ? signalNumbers(frame, target, probe) : null;
  if (signals) return signals;
  if (target.kind === "neuron") {
    const { layer, index } = target;
    return [
      [of("z"), signed(valueAt(frame, "z", layer, index))],
      [of("a"), signed(valueAt(frame, "a", layer, index))],
      [of("delta"), signed(trueAt(frame, "delta", layer, index))],
      [t("card.bias"), signed(valueAt(frame, "b", layer, index))],
      [gradientName("db", probe), signed(trueAt(frame, "db", layer, index))],
      ...sizeNumbers(frame, layer, index, store.view.peek()),
      ...healthNumbers(frame, layer, index),
    ];
  }
  if (target.kind === "layer") return layerNumbers(frame, target.layer);
  if (target.kind === "loss") return [[t("inspect.part.loss"), number(frame?.trainLoss)]];
  const { layer, row, column } = target;
  /** @param {SectionName} weights @param {SectionName} biases */
  const read = (weights, biases) => signed(column === null ? trueAt(frame, biases, layer, row) : trueAt(frame, weights, layer, row, column));
  const [value, gradient] = target.column === null ? [t("card.b"), gradientName("db", probe)] : [t("card.w_now"), gradientName("dw", probe)];
  return [
    [value, read("W", "b")],
    [gradient, read("dW", "db")],
    [t("card.update"), read("update_W", "update_b")],
    ...(lens.sections[0] in USUAL ? [] : [/** @type {NumberRow} */ ([t(`lens.${name}`), read(...lens.sections)])]),
  ];
}

/** Names a gradient: of the batch, or what a sample adds to it. @param {"dw" | "db"} name @param {number | null} probe */
const gradientName = (name, probe) => (probe === null ? t(`card.${name}`) : t(`sample.${name}`, { n: probe + 1 }));

/** Returns the numbers of an input. @param {Frame | null} frame @param {number} index @param {readonly number[] | undefined} range @param {string} label @returns {NumberRow[]} */
function inputNumbers(frame, index, range, label) {
  const [low, high] = range ?? [];
  return [
    [label, signed(valueAt(frame, "a_prev", 0, index))],
    [t("card.range"), t("card.range.ends", { low: number(low, 3), high: number(high, 3) })],
  ];
}

/** Returns the numbers of a whole layer. @param {Frame | null} frame @param {number} layer @returns {NumberRow[]} */
function layerNumbers(frame, layer) {
  const { dead, saturated } = healthCounts(frame, layer);
  return [
    [t("card.layer.delta"), number(valueAt(frame, "delta_rms", null, layer))],
    [t("card.layer.dw"), number(valueAt(frame, "gradient_rms", null, layer))],
    [t("rest.is_dead"), String(dead)],
    [t("rest.is_saturated"), String(saturated)],
  ];
}

/** Describes a target for screen readers. @param {Target} target @param {PanelContext} context */
export function spoken(target, context) {
  const numbers = numbersOf(target, context).map(([name, text]) => `${name} ${text}`);
  return `${nameOf(target, context)}. ${numbers.join(", ")}`;
}
