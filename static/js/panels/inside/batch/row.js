/** A row of the table of the batch. */

import { number, short, signed } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { inOwnUnits } from "../../../base/words/targets.js";
import { drawPicture } from "../../output/samples.js";

/** @import { DataFields } from "../../../protocol.js" */
/** @import { SampleRow, Values } from "./numbers.js" */

/**
 * @typedef {object} RowOptions
 * @property {DataFields} data
 * @property {Uint8Array | null | undefined} pixels of the pictures
 * @property {number} digits
 * @property {number | null} probe
 * @property {number} most the largest term
 * @property {boolean} isDark
 * @property {(probe: number | null) => void} onFollow called with the sample, or with null to follow none
 */

/** @param {SampleRow} row @param {RowOptions} options */
export function makeBatchRow({ index, loss, term, ...learnt }, { data, pixels, digits, probe, most, isDark, onFollow }) {
  const isFollowed = index === probe;
  const [targets, outputs] = [learnt.targets, learnt.outputs].map((values) => values.map((value, k) => (value === null ? null : inOwnUnits(value, data, k))));
  const label = data.task === "classification" ? (data.train.label[index] ?? null) : null;
  const button = make("button", {
    class: "batch-sample",
    text: String(index + 1),
    attributes: { type: "button", "data-sample": String(index), "aria-pressed": String(isFollowed), "aria-label": t("batch.follow", { n: index + 1 }) },
  });
  const learntCells = targets.length
    ? [
        make(
          "td",
          {},
          ...pictureOf(index, data, pixels, isDark),
          make("span", { text: targets.length === 1 ? short(targets[0]) : valueText(targets, label, data, digits) }),
        ),
        make("td", { class: "batch-output", text: valueText(outputs, label === null ? null : largestOf(outputs), data, digits) }),
      ]
    : [];
  const row = make(
    "tr",
    { class: isFollowed ? "followed" : "" },
    make("th", { attributes: { scope: "row" } }, button),
    ...learntCells,
    make("td", { text: number(loss, digits) }),
    make("td", { class: "batch-pull" }, makeBar(term, most), make("span", { text: signed(term, digits) })),
  );
  row.addEventListener("click", () => onFollow(isFollowed ? null : index));
  return row;
}

/** @param {number} index @param {DataFields} data @param {RowOptions["pixels"]} pixels @param {boolean} isDark */
function pictureOf(index, { pictures }, pixels, isDark) {
  if (!pictures || !pixels) return [];
  const canvas = make("canvas", { class: "batch-picture", attributes: { "aria-hidden": "true" } });
  drawPicture(canvas, pictures, pixels, index, isDark);
  return [canvas];
}

/** Writes a single number; of several the class. @param {Values} values @param {number | null} label @param {DataFields} data @param {number} digits */
function valueText(values, label, { class_names: names }, digits) {
  if (values.length === 1) return signed(values[0], digits);
  if (label === null) return values.some((value) => value !== null) ? values.map((value) => signed(value, digits)).join(", ") : number(null);
  return names[label] ?? String(label);
}

/** Returns the place of the largest number; null while there are none. @param {Values} values */
function largestOf(values) {
  let best = /** @type {number | null} */ (null);
  values.forEach((value, i) => {
    if (value !== null && (best === null || value > (values[best] ?? 0))) best = i;
  });
  return best;
}

/** A bar to the right for a positive number, to the left for a negative one. @param {number | null} term @param {number} most */
function makeBar(term, most) {
  const bar = make("i", { class: term === null ? "unknown" : term < 0 ? "negative" : "positive", attributes: { "aria-hidden": "true" } });
  const share = term === null || !(most > 0) ? 0 : Math.abs(term) / most;
  bar.style.setProperty("--share", String(Math.round(share * 1000) / 1000));
  return bar;
}
