/** The probe: selects one training sample, by number, point or picture, in place of the batch mean. */

import { computed, effect } from "@preact/signals-core";
import { parseNumber } from "../../base/numbers/format.js";
import { byId } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { t } from "../../base/words/i18n.js";
import { nearestPoint } from "../../scene/output/output.js";
import { bindCorrection } from "../page/correction.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PlotShape } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const REACH_PX = 12;

/** Returns the labels of quantities: of the batch mean, or of one sample. @param {number | null} probe */
export const labelsFor = (probe) => (/** @type {Quantity} */ name) => (probe === null ? t(`mean.${name}`) : t(`sample.${name}`, { n: probe + 1 }));
/** @typedef {"z" | "a" | "delta" | "x" | "z_sum" | "input" | "unit" | "w" | "table"} Quantity */

/**
 * @param {PanelContext} context
 * @param {ReadonlySignal<PlotShape | null>} plot
 */
export function bindProbe({ store }, plot) {
  const box = /** @type {HTMLInputElement} */ (byId("probe"));
  const plane = byId("output-box");
  const probe = computed(() => store.view.value.probe);
  /** Pictures of networks that are not dense are always of a sample. */
  const isFollowed = computed(() => [store.state.value.network, store.state.value.twin?.network].some((found) => found && found.kind !== "dense"));
  const count = computed(() => store.state.value.data?.n_samples[0] ?? 0);

  /** @param {number | null} next */
  const setProbe = (next) => {
    store.dispatch({ type: "view", patch: { probe: next } });
    store.dispatch({ type: "corrected" });
  };

  /** Returns the typed sample; undefined if there is none of this number. */
  const typed = () => {
    const value = parseNumber(box.value);
    if (box.value.trim() === "") return null;
    return Number.isInteger(value) && value >= 1 && value <= count.value ? value - 1 : undefined;
  };
  const restore = () => {
    box.value = probe.value === null ? "" : String(probe.value + 1);
  };

  box.addEventListener("change", () => {
    const next = typed();
    if (next !== undefined) return setProbe(next);
    store.dispatch({ type: "notice", message: t("probe.none", { n: count.value }), tone: "error" });
    restore();
  });
  bindCorrection(box, store, { isRight: () => typed() !== undefined, restore });
  box.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = probe.value === null ? (by > 0 ? 0 : count.value - 1) : probe.value + by;
    setProbe(Math.max(0, Math.min(count.value - 1, next)));
  });
  plane.addEventListener("click", (event) => {
    const { data } = store.state.value;
    const isPlane = event.target instanceof Element && event.target.matches("#output, #output-points");
    if (!data || !plot.value || !isPlane) return;
    const { left, top } = plane.getBoundingClientRect();
    const found = nearestPoint(data.train, plot.value, event.clientX - left, event.clientY - top, REACH_PX);
    setProbe(found === probe.value ? null : found);
  });
  effect(() => {
    restore();
    byId("probe-field").hidden = (probe.value === null && !isFollowed.value && !PAGE.lenses[store.view.value.lens].of_sample) || count.value === 0;
  });
}
