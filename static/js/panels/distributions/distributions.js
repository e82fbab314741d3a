/** The card of distributions: z over f and f', and a, delta, W, dW, update/W of a layer or a neuron. */

import { computed, effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { distributionTarget } from "../../scene/distributions/distribution-target.js";
import { magnitudePicture, rangePicture, signalPicture } from "../../scene/distributions/distributions.js";
import { makePictures } from "./pictures.js";
import { scopeText, shownName } from "./texts.js";

/** @import { Frame } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { DistributionTarget } from "../../scene/distributions/distribution-target.js" */

const PINNED = "pinned";

/** @param {PanelContext} context */
export function bindDistributions({ store }) {
  const pictures = makePictures(byId("distributions-figures"));
  const target = computed(() => distributionTarget(store.state.value));
  const frame = throttled(store.frame);
  bindChoice(store, target);
  effect(() => {
    const { network, twin } = store.state.value;
    const isDense = [network, twin?.network].some((found) => found?.kind === "dense");
    byId("distributions-figures").hidden = byId("distributions-layer").hidden = !isDense;
    if (!isDense) setText(byId("distributions-scope"), t("distributions.dense"));
  });
  effect(() => {
    const shown = target.value;
    const newest = shown?.run === 1 ? (frame.value?.twin ?? null) : frame.value;
    if (shown && section(newest, "linear_histograms", shown.layer)) draw(newest, shown.layer);
  });

  /** @param {Frame | null} newest @param {number} layer */
  function draw(newest, layer) {
    const signals = signalPicture(newest, layer);
    setText(byId("distributions-scope"), scopeText(newest, layer, signals));
    pictures.signal(signals);
    pictures.range(rangePicture(newest, layer));
    pictures.magnitudes((name) => magnitudePicture(newest, layer, name));
  }
}

/**
 * Binds the choice of a layer, of both networks if there is a twin; a pinned neuron comes
 * before the layers of its network.
 *
 * @param {PanelContext["store"]} store
 * @param {import("@preact/signals-core").ReadonlySignal<DistributionTarget | null>} target
 */
function bindChoice(store, target) {
  const select = /** @type {HTMLSelectElement} */ (byId("distributions-layer"));
  const networks = computed(() => {
    const { network, twin } = store.state.value;
    return [network, twin?.network].map((found) => found?.layers.length ?? 0);
  });
  const key = computed(() => JSON.stringify([target.value, networks.value]));
  effect(() => {
    void key.value;
    const shown = target.peek();
    const sizes = networks.peek();
    select.replaceChildren(...sizes.flatMap((n, run) => optionsOf(run === 1 ? 1 : 0, n, shown, sizes[1] !== 0)));
    if (shown) select.value = shown.row === null ? `${shown.run}:${shown.layer}` : `${shown.run}:${PINNED}`;
  });
  select.addEventListener("change", () => {
    const [run, layer] = select.value.split(":");
    const { pinned } = store.view.peek();
    const patch = { distributionRun: /** @type {0 | 1} */ (Number(run)) };
    if (layer === PINNED) store.dispatch({ type: "view", patch });
    else store.dispatch({ type: "view", patch: { ...patch, distributionLayer: Number(layer), pinned: pinned?.kind === "neuron" ? null : pinned } });
  });
}

/**
 * Returns the options for one network: its pinned neuron if that is shown, and its layers.
 *
 * @param {0 | 1} run
 * @param {number} n
 * @param {DistributionTarget | null} shown
 * @param {boolean} isTwin whether the network needs its letter
 */
function optionsOf(run, n, shown, isTwin) {
  const options = Array.from({ length: n }, (_, layer) => new Option(shownName({ run, layer, row: null }, n, isTwin), `${run}:${layer}`));
  if (shown === null || shown.row === null || shown.run !== run) return options;
  return [new Option(shownName(shown, n, isTwin), `${run}:${PINNED}`), ...options];
}
