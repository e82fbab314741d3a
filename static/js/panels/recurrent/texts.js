/** The texts of the picture of a recurrent network: its headline, and the sentence of each thing that can be pointed at. Pure. */

import { count, number, percent, signed } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { parameterAt } from "../../net/frame.js";
import { bandNumber } from "../../scene/recurrent/band-values.js";
import { weightName } from "../../scene/recurrent/recurrence.js";
import { meanFactor, reachOf } from "../../scene/recurrent/time-factors.js";

/** @import { TermsFound, FullGradientFound, NetworkFields } from "../../protocol.js" */
/** @import { Frame } from "../../types.js" */
/** @import { Recurrence } from "../../scene/recurrent/recurrence.js" */
/** @import { TimeTarget, WeightTarget } from "../../scene/recurrent/targets.js" */
/** @import { TimeFactors } from "../../scene/recurrent/time-factors.js" */

/** Closer to 1 a ratio is called equal. */
const EQUAL = 0.005;

/** Compares the gradient of the first time step that it reaches with that of the last one. @param {TimeFactors} factors */
export function headlineOf(factors) {
  const { sizes, step, isUnderWay, state } = factors;
  const { first, last } = reachOf(factors);
  const end = sizes[last] ?? null;
  const place = { step: count(step), state, first: first + 1, last: last + 1 };
  if (end === null && step === 0) return t("recurrent.none");
  // A change of settings begins a step again, and leaves no numbers of the step before.
  if (end === null) return t("recurrent.not_yet", { state, step: count(isUnderWay ? step : step + 1) });
  if (end === 0) return t("recurrent.zero", place);
  if (first === last) return t("recurrent.alone", place);
  const ratio = /** @type {number} */ (sizes[first]) / end;
  const each = ratio ** (1 / (last - first));
  const comparison = Math.abs(ratio - 1) < EQUAL ? "equal" : ratio < 1 ? "smaller" : "larger";
  const means = factors.factors.map(({ name, values }) => ({ name, mean: meanFactor(values, first, last) }));
  const split = means.every(({ mean }) => mean !== null)
    ? t("recurrent.each.split", {
        each: number(each, 3),
        factors: means.map(({ name, mean }) => `${t(`recurrent.sign.${name}`)} ${number(mean, 3)}`).join(" · "),
      })
    : t("recurrent.each", { each: number(each, 3) });
  return t(`recurrent.${comparison}`, { ...place, ratio: timesText(Math.max(ratio, 1 / ratio)) }) + split;
}

/** Formats how many times larger, with three digits. @param {number} ratio */
const timesText = (ratio) => (ratio >= 1000 && ratio < 1e6 ? count(Number(ratio.toPrecision(3))) : number(ratio, 3));

/** @typedef {{ frame: Frame | null, network: NetworkFields | null, of: Recurrence, factors: TimeFactors | null, terms: TermsFound | null }} Known */

/** Explains what is pointed at, with its numbers. @param {TimeTarget} target @param {Known} known @returns {string} */
export function targetSentence(target, known) {
  const { factors, of } = known;
  switch (target.kind) {
    case "cell":
      return cellSentence(target, known);
    case "weight":
      return weightSentence(target, known);
    case "size": {
      const [size, end] = [factors?.sizes[target.t] ?? null, factors?.sizes.at(-1) ?? null];
      const share = size === null || !end ? "" : t("recurrent.size.share", { value: number(size / end), last: of.nSteps });
      return t("recurrent.size", { t: target.t + 1, state: of.state, value: number(size) }) + share;
    }
    case "factor": {
      const value = factors?.factors.find(({ name }) => name === target.factor)?.values[target.t] ?? null;
      const sentence = t(`recurrent.factor.${target.factor}`, { t: target.t + 1, before: target.t, value: number(value) });
      return target.factor === "weights" && of.hasOutputs ? sentence + t("recurrent.factor.outputs", { before: target.t }) : sentence;
    }
    case "term":
      return termSentence(target.t, known);
  }
}

/** @param {Extract<TimeTarget, { kind: "cell" }>} target @param {Known} known */
function cellSentence({ band, t: step, row }, { frame, network, of }) {
  const source = of.bands.find(({ name }) => name === band);
  if (!source) return "";
  const value = number(bandNumber(frame, network, source, step, row, "node_value"));
  const place = { t: step + 1, row: row + 1, name: band === "x" ? (of.channels[row] ?? "") : t(`recurrent.cell.${band}`), value };
  if (!source.isUnits) return t(band === "x" || of.nOutputs === 1 ? "recurrent.cell.named" : "recurrent.cell.numbered", place);
  const gradient = signed(bandNumber(frame, network, source, step, row, "node_grad"));
  const whole = t("recurrent.cell.unit", { ...place, symbol: t(`recurrent.short.${source.name}`), gradient });
  if (of.isLstm) return whole;
  const z = { ...source, node: "z" };
  const [sum, delta] = [bandNumber(frame, network, z, step, row, "node_value"), bandNumber(frame, network, z, step, row, "node_grad")];
  return whole + t("recurrent.cell.z", { z: signed(sum), delta: signed(delta) });
}

/** @param {WeightTarget} target @param {Known} known */
function weightSentence(target, { frame, of }) {
  const edge = { layer: target.block, row: target.row, column: target.column };
  const value = signed(parameterAt(frame, edge));
  const gradient = signed(parameterAt(frame, edge, "dW", "db"));
  return t("recurrent.weight", { name: weightText(target, of), value, gradient });
}

/** Names a weight: which rows it makes of what. @param {WeightTarget} target @param {Recurrence} of */
export function weightText({ block, row, column }, of) {
  const isCell = block === of.cell;
  const unit = isCell ? (row % of.nUnits) + 1 : row + 1;
  const gate = of.isLstm && isCell ? gateName(of, row) : null;
  const to = gate === null ? t(isCell ? "recurrent.to.unit" : "recurrent.to.output", { n: unit }) : t("recurrent.to.gate", { n: unit, gate });
  const name = /** @type {"xh" | "hh" | "hy"} */ (weightName(block, column, of));
  if (column === null) return t("recurrent.weight.bias", { to });
  const from =
    name === "xh"
      ? t("recurrent.from.input", { name: of.channels[column] ?? "" })
      : t("recurrent.from.unit", { n: column + 1 - (isCell ? of.channels.length : 0) });
  return t(`recurrent.weight.${name}`, { from, to });
}

/** Names the band that a row of the cell makes. @param {Recurrence} of @param {number} row */
function gateName(of, row) {
  const band = of.bands.find(({ block, blockRow, rows }) => block === of.cell && row >= blockRow && row < blockRow + rows);
  return band ? t(`recurrent.band.${band.name}`) : "";
}

/** Returns of what the gradient of a weight is the sum. @param {WeightTarget} weight @param {Known} known */
export function termsSentence(weight, { of, terms }) {
  const name = weightText(weight, of);
  if (!terms) return t("recurrent.terms.none", { name });
  const sum = terms.terms.reduce((/** @type {number} */ total, term) => total + (term ?? NaN), 0);
  const key = terms.sample === null ? "recurrent.terms" : "recurrent.terms.sample";
  return t(key, { name, n: terms.terms.length, sum: signed(sum), value: signed(terms.gradient), step: count(terms.step), sample: (terms.sample ?? 0) + 1 });
}

/** @param {number} step @param {Known} known */
function termSentence(step, { terms }) {
  const at = terms?.sites?.indexOf(step) ?? -1;
  const term = terms?.terms[at];
  if (!terms || term === undefined || term === null) return t("recurrent.term.none", { t: step + 1 });
  const share = terms.value ? t("recurrent.term.share", { share: percent(term / terms.value) }) : "";
  const [delta, input] = [terms.deltas?.[at], terms.inputs?.[at]];
  if (delta === undefined || delta === null) return t("recurrent.term", { t: step + 1, value: signed(term) }) + share;
  const values = { t: step + 1, value: signed(term), delta: signed(delta) };
  if (input === undefined || input === null) return t("recurrent.term.bias", values) + share;
  return t("recurrent.term.product", { ...values, input: signed(input) }) + share;
}

/** Returns what a wall leaves out. @param {FullGradientFound} found */
export function behindSentence({ share, truncation, norm, full_norm }) {
  if (share === null) return "";
  const key = share > 1 ? "recurrent.behind.more" : "recurrent.behind";
  return t(key, { n: truncation ?? 0, share: percent(share), rest: percent(1 - share), norm: number(norm), full: number(full_norm) });
}
