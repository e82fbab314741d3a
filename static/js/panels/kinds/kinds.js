/** Shows each network that is not dense by the picture of its kind, in the place of units and edges. */

import { computed, effect, signal } from "@preact/signals-core";
import { make } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { isDense } from "../../scene/kinds/nodes.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { BindPicture, PanelContext, Picture } from "../context.js" */
/** @import { Renderer, Watched } from "../../types.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @typedef {() => Promise<BindPicture>} Load loads what shows the networks of a kind, or of several */

/** What shows the networks of a kind. @type {Record<string, Load>} */
export const KINDS = { convolution: loadConvolution, rnn: loadRecurrent, lstm: loadRecurrent, attention: loadAttention };

/** @type {Load} */
async function loadConvolution() {
  const [{ bindConvolution }] = await Promise.all([import("../convolution/convolution.js"), applyStyles("convolution")]);
  return bindConvolution;
}

/** @type {Load} */
async function loadRecurrent() {
  const [{ bindRecurrent }] = await Promise.all([import("../recurrent/recurrent.js"), applyStyles("recurrent")]);
  return bindRecurrent;
}

/** @type {Load} */
async function loadAttention() {
  const [{ bindAttention }] = await Promise.all([import("../attention/attention.js"), applyStyles("attention")]);
  return bindAttention;
}

/**
 * Where one of two networks is shown.
 *
 * @typedef {object} Place
 * @property {PanelContext} context whose store is that of the network
 * @property {Store} beside the store of the other network
 * @property {HTMLElement} box around the canvases of a dense network
 * @property {HTMLElement} spoken what a key has selected, for screen readers
 */

/**
 * @param {(box: HTMLElement, renderer: Renderer) => void} draw gives the stage something to draw
 * @param {readonly Place[]} places of the run and of its twin
 * @param {Record<string, Load>} [kinds]
 */
export function bindKinds(draw, places, kinds = KINDS) {
  /** @type {ReadonlySignal<Watched>[]} */
  const watched = places.map((place, run) => bindPlace(draw, place, run, kinds));
  const all = computed(() => joined(watched.map(({ value }) => value)));
  const key = computed(() => JSON.stringify(all.value));
  effect(() => {
    void key.value;
    places[0]?.context.store.dispatch({ type: "watched", watched: all.peek() });
  });
}

/** Returns what several pictures need together. @param {readonly Watched[]} all @returns {Watched} */
const joined = (all) => ({ nodes: unique(all.flatMap(({ nodes }) => nodes)), sections: unique(all.flatMap(({ sections }) => sections)) });

/** @template T @param {T[]} items */
const unique = (items) => [...new Set(items)];

/**
 * Shows the pictures of one network; each is made once, when it is first needed.
 *
 * @param {(box: HTMLElement, renderer: Renderer) => void} draw
 * @param {Place} place
 * @param {number} run
 * @param {Record<string, Load>} kinds
 * @returns {ReadonlySignal<Watched>} what the picture on screen needs
 */
function bindPlace(draw, { context, beside, box, spoken }, run, kinds) {
  const network = computed(() => context.store.state.value.network);
  const load = computed(() => kinds[network.value?.kind ?? ""] ?? null);
  /** @type {Map<Load, ReadonlySignal<Picture | null>>} */
  const made = new Map();

  /** @param {Load} mine @returns {ReadonlySignal<Picture | null>} null until it is loaded */
  function add(mine) {
    const isShown = computed(() => load.value === mine);
    const element = make("div", { class: "picture" });
    box.append(element);
    effect(() => {
      element.hidden = !isShown.value;
    });
    const store = storeWhile(context.store, isShown);
    const picture = signal(/** @type {Picture | null} */ (null));
    void mine().then((bind) => {
      const found = bind({ ...context, store }, { box: element, spoken, beside }, run);
      draw(element, { ...found, draw: () => isShown.peek() && found.draw() });
      picture.value = found;
    });
    return picture;
  }

  const present = signal(/** @type {ReadonlySignal<Picture | null> | null} */ (null));
  effect(() => {
    const mine = load.value;
    if (mine && !made.has(mine)) made.set(mine, add(mine));
    present.value = (mine && made.get(mine)) ?? null;
  });
  effect(() => void box.classList.toggle("has-picture", network.value !== null && !isDense(network.value)));
  return computed(() => present.value?.value?.wants.value ?? NOTHING);
}

/** @type {Watched} */
const NOTHING = { nodes: [], sections: [] };

/** Returns the store as a picture sees it: without a network while it is not on screen. @param {Store} store @param {ReadonlySignal<boolean>} isShown @returns {Store} */
const storeWhile = (store, isShown) => ({
  ...store,
  state: computed(() => (isShown.value ? store.state.value : { ...store.state.value, network: null })),
  frame: computed(() => (isShown.value ? store.frame.value : null)),
});
