/** The ratio of the output layer's delta, or gradient, to that of layer 1: of one exact step. */

import { computed, effect } from "@preact/signals-core";
import { count, number, powerOfTen } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { quantityOf } from "./quantity.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Row } from "../../charts/model.js" */
/** @import { Store } from "../../state/store/store.js" */

const UNKNOWN = "–";
const DIGITS = 3;
/** So many times smaller, the ratio of dW hides that of delta. */
const HIDES = 10;
/** The significant digits of the tooltip. */
const MOST_DIGITS = 15;

/**
 * Writes the ratio of the last value to the first one; "–" while one of them is unknown.
 *
 * @param {ArrayLike<number | null>} values one per layer
 * @param {number} [digits]
 */
export function ratioText(values, digits = DIGITS) {
  const [first, last] = [values[0], values[values.length - 1]];
  if (!isKnown(first) || !isKnown(last)) return UNKNOWN;
  if (first === 0) return last === 0 ? "0 ÷ 0" : "∞";
  const ratio = last / first;
  // Both are doubles, but their ratio may be beyond them.
  if (last !== 0 && (ratio === 0 || ratio === Infinity)) return `≈ ${powerOfTen(Math.round(Math.log10(last) - Math.log10(first)))}`;
  return ratio >= 1000 && ratio < 1e6 && digits === DIGITS ? count(Number(ratio.toPrecision(digits))) : number(ratio, digits);
}

/** @param {ArrayLike<number | null>} values */
const ratioOf = (values) => Number(values[values.length - 1] ?? NaN) / Number(values[0] ?? NaN);

/** @param {number | null | undefined} value @returns {value is number} */
const isKnown = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * Shows the ratio of the step under the crosshair, else of the newest step: in the middle of
 * one, of that one.
 *
 * @param {Store} store
 * @param {ReadonlySignal<Row | null>} crosshair the row of the lower chart
 */
export function bindRatio(store, crosshair) {
  const box = byId("gradient-ratio");
  const name = make("span");
  const figure = make("b");
  box.append(name, figure);
  const why = byId("gradient-why");
  const plain = why.textContent ?? "";
  const newest = throttled(store.measuredFrame);
  const isOfLayers = computed(() => store.state.value.network?.kind === "dense");
  const nLayers = computed(() => store.state.value.network?.layers.length ?? 0);
  effect(() => {
    const quantity = quantityOf(store.state.value);
    const row = crosshair.value;
    const frame = newest.value;
    const values = row ? row.values : (section(frame, PAGE.layer_figures[quantity].section)?.values ?? []);
    const step = row?.step ?? (frame?.midStep ? frame.step + 1 : null);
    const words = { quantity: t(`chart.quantity.${quantity}`), step: step ?? 0 };
    box.hidden = nLayers.value < 2;
    setText(name, t(step === null ? "chart.ratio" : "chart.ratio.at", words));
    setText(figure, ratioText(values));
    figure.title = ratioText(values, MOST_DIGITS);
    const gradients = section(frame, "gradient_rms")?.values ?? [];
    const isHidden = quantity === "delta" && !row && ratioOf(values) > HIDES * ratioOf(gradients);
    setText(why, isHidden ? t("chart.why", { ratio: ratioText(gradients) }) : isOfLayers.value ? plain : t("chart.why_blocks"));
  });
}
