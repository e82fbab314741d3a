/** The loss of each sample of the batch: what the network answered, what was wanted, and what that costs. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { formula, numberText } from "../base/chips.js";

/** @import { LossFields } from "../../../protocol.js" */

/**
 * @typedef {object} LossOptions
 * @property {number} digits
 * @property {number | null} sample the training sample that is followed
 * @property {(sample: number | null) => void} onFollow called with a sample, or with null to follow none
 */

/** @param {LossFields} losses @param {LossOptions} options */
export function makeLosses(losses, options) {
  const names = ["losses.sample", ...(losses.outputs ? ["losses.target", "losses.output"] : []), "losses.loss"];
  const heads = names.map((name) => make("th", { text: t(/** @type {"losses.sample"} */ (name)), attributes: { scope: "col" } }));
  const rows = losses.samples.map((_, k) => makeRow(losses, k, options));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows), makeFoot(losses, options));
  return make("div", { class: "losses" }, formula(losses.latex, "p"), table);
}

/** @param {LossFields} losses @param {number} k the place in the batch @param {LossOptions} options */
function makeRow({ samples, losses, outputs, targets }, k, { digits, sample, onFollow }) {
  const index = samples[k] ?? 0;
  const isFollowed = index === sample;
  const attributes = { type: "button", "data-sample": String(index), "aria-pressed": String(isFollowed), "aria-label": t("losses.follow", { n: index + 1 }) };
  const button = make("button", { class: "link", text: String(index + 1), attributes });
  button.addEventListener("click", () => onFollow(isFollowed ? null : index));
  const cells = outputs
    ? [targets, outputs].map((rows) =>
        cellOf(
          (rows ?? []).map((row) => row[k] ?? null),
          digits,
        ),
      )
    : [];
  const head = make("th", { attributes: { scope: "row" } }, button);
  return make("tr", { class: isFollowed ? "followed" : "" }, head, ...cells, cellOf([losses[k] ?? null], digits));
}

/** The mean over the batch, once all are known. @param {LossFields} losses @param {LossOptions} options */
function makeFoot({ losses, outputs }, { digits }) {
  const isKnown = losses.every((loss) => loss !== null);
  const mean = isKnown ? losses.reduce((sum, loss) => sum + (loss ?? 0), 0) / losses.length : null;
  const head = make("th", { text: t("losses.mean", { n: losses.length }), attributes: { scope: "row", colspan: outputs ? "3" : "1" } });
  return make("tfoot", {}, make("tr", {}, head, cellOf([mean], digits)));
}

/** @param {readonly (number | null)[]} values @param {number} digits */
function cellOf(values, digits) {
  const isKnown = values.every((value) => value !== null);
  const text = isKnown ? values.map((value) => numberText(value, digits)).join(", ") : numberText(null, digits);
  return make("td", { class: isKnown ? "" : "not-yet", text, attributes: { "data-value": isKnown ? values.join() : "" } });
}
