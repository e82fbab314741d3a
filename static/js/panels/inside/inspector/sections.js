/** The sections of the inspector for each kind of target, from the outside in. */

import { percent } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t, tIf } from "../../../base/words/i18n.js";
import { formula } from "../base/chips.js";
import { scalingText } from "../base/scaling.js";
import { makeBars } from "./bars.js";
import { makeCurve } from "./curve.js";
import { makeExpression } from "./expressions.js";
import { hardestOf } from "./inspection.js";
import { makeLosses } from "./losses.js";
import { makeMatrices } from "./matrices.js";
import { section, wordsOf } from "./section.js";
import { makeUpdate } from "./update-lines.js";

/** @import { Derivation, PartFields } from "../../../protocol.js" */
/** @import { PanelContext } from "../../context.js" */
/** @import { Chips } from "../base/chips.js" */
/** @import { Inspection } from "./inspection.js" */

/** @typedef {{ context: PanelContext, chips: Chips, digits: number }} Options */

/** The parts that belong to one sample. */
const OF_SAMPLE = new Set(["share", "z", "a", "mask", "passed", "da", "df", "delta", "again", "target", "sample_loss"]);

/** @param {Inspection} inspection @param {Options} options @returns {HTMLElement[]} */
export function makeSections({ derivation }, options) {
  const { parts, bars, losses, matrices, update, sample } = derivation;
  const whole = parts.filter(({ name }) => sample === null || !OF_SAMPLE.has(name));
  const own = sample === null ? [] : parts.filter(({ name }) => OF_SAMPLE.has(name));
  const sections = [];
  if (whole.length > 0 || bars || losses) sections.push(makeBatchSection(derivation, whole, options));
  if (own.length > 0) sections.push(makeSampleSection(derivation, own, options));
  if (update)
    sections.push(
      section(
        t("inspect.update"),
        "",
        makeUpdate(update, options.chips, options.digits, (index) => wordsOf(index, options.context)),
      ),
    );
  if (matrices.length > 0)
    sections.push(section(t("inspect.matrices"), t("inspect.matrices.hint"), makeMatrices(matrices, matrixOptions(derivation, options))));
  return sections;
}

/** @param {Derivation} derivation @param {Options} options @returns {Parameters<typeof makeMatrices>[1]} */
const matrixOptions = ({ layer, batch, sample }, { context, digits }) => ({
  layer: layer ?? 0,
  batch,
  sample,
  digits,
  onGo: (pinned, probe) => context.store.dispatch({ type: "view", patch: { pinned, ...(probe !== null && { probe }) } }),
});

/** @param {Derivation} derivation @param {PartFields[]} parts @param {Options} options */
function makeBatchSection(derivation, parts, { context, chips, digits }) {
  const { target, bars, losses, sample, batch, scaling } = derivation;
  /** @param {number | null} chosen */
  const onFollow = (chosen) => context.store.dispatch({ type: "view", patch: { probe: chosen === context.store.view.peek().probe ? null : chosen } });
  const isGradient = target === "weight" || target === "bias";
  const title = tIf(`inspect.batch.${target}`) ?? t("inspect.batch");
  const hint = isGradient ? t("inspect.sum_over", { n: batch.length }) : "";
  /** @type {HTMLElement[]} */
  const children = parts.map((part) => makePart(asSum(part, derivation.parts), chips, digits));
  if (bars) children.push(makeBars(bars, { sample, digits, onFollow }), make("p", { class: "soft", text: pullText(bars, target) }));
  if (losses) children.push(makeLosses(losses, { digits, sample, onFollow }));
  const scaled = losses ? scalingText("losses.scaled", context.store.state.peek().data) : "";
  if (scaled) children.push(make("p", { class: "soft", text: scaled }));
  if (scaling) {
    const { mean, deviation, raw } = scaling;
    children.push(
      make(
        "p",
        { class: "expression" },
        chips.chip({ symbol: "x", value: raw, ref: null }),
        make("span", { class: "soft", text: t("inspect.scaling") }),
        chips.chip({ symbol: `\\text{${t("inspect.mean")}}`, value: mean, ref: null }),
        chips.chip({ symbol: `\\text{${t("inspect.deviation")}}`, value: deviation, ref: null }),
      ),
    );
  }
  return section(title, hint, ...children);
}

/** Writes a gradient as the sum over samples of what one of them adds, once that is known. @param {PartFields} part @param {readonly PartFields[]} all @returns {PartFields} */
function asSum(part, all) {
  if (part.name !== "gradient") return part;
  const share = all.find(({ name }) => name === "share");
  return { ...part, factor: { ...part.factor, formula: share ? `\\sum_n ${share.factor.symbol}` : "" } };
}

/** Returns which sample pulls hardest. @param {NonNullable<Derivation["bars"]>} bars @param {string} target */
function pullText(bars, target) {
  const hardest = hardestOf(bars);
  const sizes = bars.terms.map((term) => Math.abs(term ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, Math.abs(bars.rest ?? 0));
  if (hardest === null || total === 0 || target === "input" || sizes.length === 1) return t("inspect.bars.click");
  return t(target === "loss" ? "inspect.hardest.loss" : "inspect.hardest", { n: hardest + 1, share: percent(Math.max(...sizes) / total, 0) });
}

/** @param {Derivation} derivation @param {PartFields[]} parts @param {Options} options */
function makeSampleSection({ sample, in_batch: isIn, class_name: name, curve, mean_over: over }, parts, { context, chips, digits }) {
  const probe = context.store.view.peek().probe;
  const n = (sample ?? 0) + 1;
  const hint = name === null ? "" : t("inspect.class", { name });
  const what = isIn ? t(probe === null ? "inspect.opened" : "inspect.followed", { n: over }) : t("inspect.outside");
  /** @type {HTMLElement[]} */
  const children = [make("p", { class: "soft", text: what }), ...parts.map((part) => makePart(part, chips, digits, isIn))];
  if (curve) children.push(makeCurve(curve, digits));
  return section(t("inspect.sample", { n }), hint, ...children);
}

/** One number of the target, with what it is and what it follows from. @param {PartFields} part @param {Chips} chips @param {number} digits @param {boolean} [isIn] whether its sample is in the batch */
function makePart({ name, factor }, chips, digits, isIn = true) {
  const isRule = factor.operation === "product" || factor.operation === "function";
  const words = make("p", { class: "soft part-name", text: t(isIn || name !== "share" ? `inspect.part.${name}` : "inspect.part.share.alone") });
  if (isRule && name !== "share") words.append(formula(factor.formula));
  return make("div", { class: "inspect-part", attributes: { "data-part": name } }, words, makeExpression(factor, chips, digits));
}
