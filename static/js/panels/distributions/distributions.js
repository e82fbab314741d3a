/** The card of distributions: z over f and f', and a, delta, W, dW, update/W of a layer or a neuron. */

import { computed, effect } from "@preact/signals-core";
import { byId, setText } from "../../base/dom.js";
import { count } from "../../base/format.js";
import { layerName, t } from "../../base/i18n.js";
import { throttled } from "../../base/throttled.js";
import { section } from "../../net/frame.js";
import { distributionTarget } from "../../scene/distribution-target.js";
import { magnitudePicture, rangePicture, scopeOf, signalPicture } from "../../scene/distributions.js";
import { makeFigures } from "./figures.js";

/** @import { Frame } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const PINNED = "pinned";

/** @param {PanelContext} context */
export function bindDistributions({ store }) {
  const figures = makeFigures(byId("distributions-figures"));
  const target = computed(() => distributionTarget(store.view.value, store.state.value.network));
  const frame = throttled(store.frame);
  bindChoice(store, target);
  effect(() => {
    const shown = target.value;
    if (shown && section(frame.value, "linear_histograms", shown.layer)) draw(frame.value, shown.layer);
  });

  /** @param {Frame | null} newest @param {number} layer */
  function draw(newest, layer) {
    const signals = signalPicture(newest, layer);
    setText(byId("distributions-scope"), signals ? scopeText(newest, layer, signals.total) : t("distributions.no_step"));
    figures.signal(signals);
    figures.range(rangePicture(newest, layer));
    figures.magnitudes((name) => magnitudePicture(newest, layer, name));
  }
}

/** Says of how many numbers the histograms are. @param {Frame | null} frame @param {number} layer @param {number} total */
function scopeText(frame, layer, total) {
  const { samples, read } = scopeOf(frame, layer);
  const units = t("distributions.units", { n: total / Math.max(1, read) });
  const of = read < samples ? t("distributions.part", { n: read, all: samples }) : t("distributions.samples", { n: samples });
  return t("distributions.scope", { units, samples: of, step: count(frame?.step) });
}

/**
 * Binds the choice of a layer; a pinned neuron comes before it.
 *
 * @param {PanelContext["store"]} store
 * @param {import("@preact/signals-core").ReadonlySignal<ReturnType<typeof distributionTarget>>} target
 */
function bindChoice(store, target) {
  const select = /** @type {HTMLSelectElement} */ (byId("distributions-layer"));
  const key = computed(() => JSON.stringify([target.value, store.state.value.network?.layers.length ?? 0]));
  effect(() => {
    void key.value;
    const shown = target.peek();
    const n = store.state.peek().network?.layers.length ?? 0;
    const names = Array.from({ length: n }, (_, layer) => nameOf(layer, n));
    const options = names.map((name, layer) => new Option(name, String(layer)));
    if (shown?.row !== null && shown) {
      options.unshift(new Option(t("unit.heading", { n: shown.row + 1, layer: names[shown.layer] ?? "" }), PINNED));
    }
    select.replaceChildren(...options);
    select.value = shown?.row === null ? String(shown.layer) : PINNED;
  });
  select.addEventListener("change", () => {
    if (select.value === PINNED) return;
    const { pinned } = store.view.peek();
    store.dispatch({ type: "view", patch: { distributionLayer: Number(select.value), pinned: pinned?.kind === "neuron" ? null : pinned } });
  });
}

/** @param {number} layer @param {number} n */
const nameOf = (layer, n) => (layer === n - 1 ? t("layer.output") : layerName(layer));
