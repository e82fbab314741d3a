/**
 * The twin as a store: what draws and describes the run draws and describes the twin too.
 * Its state has the experiment and the network of the twin, its frame the twin's sections.
 */

import { computed, signal } from "@preact/signals-core";
import { isSameShape, withDifferences } from "../../scene/network/difference.js";
import { easeScale, lensMaximum, NO_SCALES } from "../../scene/network/lenses.js";
import { exists } from "../../scene/network/targets.js";

/** @import { Frame, Lens, PageEvent, ServerEvent, State, Target, View } from "../../types.js" */
/** @import { Figures } from "./newest-frame.js" */
/** @import { Store } from "./store.js" */

/** @typedef {ReturnType<typeof createTwinStore>} TwinStore */
/** @typedef {ReturnType<typeof createPictureStore>} PictureStore */
/** @typedef {{ hover: Target | null, pinned: Target | null }} Targets */

const TARGETS = /** @type {const} */ (["hover", "pinned"]);

/** @param {Store} store of the run */
export function createTwinStore(store) {
  /** Targets that only the twin has; all others are those of the run, so that both networks show them. */
  const own = signal(/** @type {Targets} */ ({ hover: null, pinned: null }));
  const twin = computed(() => store.state.value.twin);
  const network = computed(() => twin.value?.network ?? null);

  const view = computed(() => {
    const all = store.view.value;
    /** @param {"hover" | "pinned"} name */
    const target = (name) => [all[name], own.value[name]].find((found) => exists(found, network.value)) ?? null;
    return /** @type {View} */ ({ ...all, hover: target("hover"), pinned: target("pinned") });
  });
  const state = computed(
    () => /** @type {State} */ ({ ...store.state.value, experiment: twin.value?.experiment ?? null, network: network.value, view: view.value }),
  );
  const frame = computed(() => store.frame.value?.twin ?? null);

  /** @param {PageEvent | ServerEvent} event */
  function dispatch(event) {
    if (event.type !== "view") return store.dispatch(event);
    const patch = { ...event.patch };
    const kept = { ...own.peek() };
    for (const name of TARGETS) {
      const target = patch[name];
      if (target === undefined) continue;
      const isShared = exists(target, store.state.peek().network);
      kept[name] = isShared ? null : target;
      patch[name] = isShared ? target : null;
    }
    own.value = kept;
    return store.dispatch({ ...event, patch });
  }

  return {
    ...store,
    state,
    view,
    frame,
    figures: computed(() => figuresOf(frame.value)),
    requested: computed(() => twin.value?.experiment ?? null),
    dispatch,
  };
}

/** @param {Frame | null} frame @returns {Figures} */
const figuresOf = (frame) => ({ step: frame?.step ?? 0, epoch: frame?.epoch ?? 0, trainLoss: frame?.trainLoss ?? null, testLoss: frame?.testLoss ?? null });

/**
 * Returns the store that the picture of the twin is drawn from. Under the difference lens its
 * edges are those of the twin less those of the run, on a scale of their own.
 *
 * @param {Store} store of the run
 * @param {TwinStore} twin
 */
export function createPictureStore(store, twin) {
  const agrees = computed(() => store.state.value.network?.kind === "dense" && isSameShape(store.state.value.network, twin.state.value.network));
  const isDifference = computed(() => store.view.value.difference && agrees.value);
  let eased = 0;
  const frame = computed(() => {
    const [run, other] = [store.frame.value, twin.frame.value];
    if (!isDifference.value || !run || !other) {
      eased = 0;
      return other;
    }
    const { lens } = store.view.value;
    const found = withDifferences(run, other, lens);
    eased = easeScale(eased, lensMaximum(found, lens, twin.state.value.network?.layers.length ?? 0), store.state.value.running);
    return found;
  });
  const scales = { ...NO_SCALES };
  for (const lens of /** @type {Lens[]} */ (Object.keys(scales))) {
    Object.defineProperty(scales, lens, { get: () => (isDifference.value ? eased : store.scales[lens]) });
  }
  return { ...twin, frame, scales, agrees, isDifference };
}
