/** What the check of a gradient found, in digits and in words. */

import { count, full, number, powerOfTen } from "../../../base/numbers/format.js";
import { t } from "../../../base/words/i18n.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { nodeName, partName } from "../../network/part-name.js";

/** @import { CheckedPlace, GradientCheck, KinkFields, NetworkFields } from "../../../protocol.js" */

/**
 * Writes two numbers with all digits that they have in common, and two more.
 *
 * @param {number | null} one
 * @param {number | null} other
 * @param {4 | 17} digits
 */
export function beside(one, other, digits) {
  const written = (/** @type {number | null} */ value) => (digits === 17 ? full(value) : number(value, precision(one, other)));
  const [a, b] = [one === null ? t("inspect.not_yet") : written(one), written(other)];
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) common += 1;
  if (one === null || other === null) common = Math.max(a.length, b.length);
  return [
    { text: a, common },
    { text: b, common },
  ];
}

/** @param {number | null} one @param {number | null} other */
function precision(one, other) {
  if (one === null || other === null) return 6;
  const share = Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
  return share > 0 ? Math.min(17, Math.max(4, Math.floor(-Math.log10(share)) + 2)) : 17;
}

/** @param {Pick<GradientCheck, "verdict" | "error">} check */
export function agreementText({ verdict, error }) {
  if (verdict === "pending") return t("check.pending");
  if (verdict === "zero") return t("check.zero");
  if (error === 0) return t("check.exact");
  return t(verdict === "agrees" ? "check.agrees" : "check.off", { error: power(error ?? 1) });
}

/** Writes a positive number as 6·10⁻¹¹. @param {number} value */
export function power(value) {
  const exponent = Math.floor(Math.log10(value));
  const digit = Math.round(value / 10 ** exponent);
  if (digit === 10) return powerOfTen(exponent + 1);
  return digit === 1 ? powerOfTen(exponent) : `${digit}·${powerOfTen(exponent)}`;
}

/** @param {number} layer @param {NetworkFields} network */
const layerName = (layer, { layers }) => (layer === layers.length - 1 ? t("check.layer.output") : t("check.layer", { n: layer + 1 }));

/** Names a parameter. @param {CheckedPlace["place"]} place @param {NetworkFields} network */
export function nameOf({ layer, row, column = null }, network) {
  if (!isDense(network)) return partName({ kind: "edge", layer, row, column }, network);
  const at = { row: row + 1, layer: layerName(layer, network) };
  return column === null ? t("check.bias", at) : t("check.weight", { ...at, column: column + 1 });
}

/** Names the number whose derivative jumps. @param {KinkFields} kink @param {NetworkFields} network */
function kinkName({ node, layer, row }, network) {
  if (isDense(network)) return t("check.kink.unit", { unit: row + 1, layer: layerName(layer, network) });
  const sites = network.nodes.some((group) => group.name === node && group.sites.includes(layer)) ? layer : null;
  return t("cell", { name: nodeName(node, sites, network.sites), number: t("cell.number", { n: row + 1 }) });
}

/** Explains what was found. @param {GradientCheck} check @param {NetworkFields} network */
export function wordsOf(check, network) {
  const h = power(check.h);
  if (check.verdict === "kink") {
    const kink = check.kinks[0];
    if (!kink) return "";
    const name = kinkName(kink, network);
    const others = check.n_kinks > 1 ? t("check.kink.others", { n: count(check.n_kinks - 1) }) : "";
    return t(kink.of_loss ? "check.kink.loss" : "check.kink", { unit: kink.row + 1, name, sample: count(kink.sample + 1), h, others });
  }
  return t(`check.why.${check.verdict}`, { h, resolution: power(check.resolution || Number.MIN_VALUE) });
}
