/**
 * The store: an immutable `state`, the newest `frame`, and the curves. The stage and the
 * panels read it; only `dispatch`, `takeFrame` and `setTheme` change it.
 */

import { batch, computed, signal, untracked } from "@preact/signals-core";
import { twinOf } from "../../net/frame.js";
import { LensScales } from "./lens-scales.js";
import { NewestFrame } from "./newest-frame.js";
import { INITIAL_STATE, reduce } from "./reducer.js";
import { RunRecord } from "./run-record.js";

/** @import { Frame, PageEvent, State, Theme } from "../../types.js" */
/** @import { ServerEvent } from "../../types.js" */

/** @typedef {ReturnType<typeof createStore>} Store */

/** Returns the networks that share a scale: side by side also the twin. @param {State} state @param {Frame | null} frame */
function networksOnScreen({ view, network, twin }, frame) {
  const run = { frame, nLayers: network?.layers.length ?? 0 };
  return view.tab === "twins" && twin ? [run, { frame: twinOf(frame), nLayers: twin.network.layers.length }] : [run];
}

export function createStore() {
  const state = signal(/** @type {State} */ (INITIAL_STATE));
  const theme = signal(/** @type {Theme | null} */ (null));
  const experiment = computed(() => state.value.experiment);
  const pending = computed(() => state.value.pending);
  const newest = new NewestFrame();
  const record = new RunRecord();
  const scales = new LensScales();

  /** Adapts the scales of the lenses to what is on screen. */
  function rescale() {
    scales.fit(state.value.view, networksOnScreen(state.value, newest.frame.value), state.value.running);
  }

  /** Changes what an event changes. @param {PageEvent | ServerEvent} event */
  function apply(event) {
    const before = state.value;
    newest.apply(event, before.network);
    const isOther = record.apply(event, { experiment: before.experiment, newest: newest.present }, performance.now());
    if (isOther) {
      newest.expire();
      scales.clear();
    }
    state.value = reduce(before, event);
    if (event.type === "view" && (event.patch.lens || event.patch.nodeLens || event.patch.tab)) rescale();
    if (!before.running || state.value.running) return;
    rescale(); // No later frame eases the scales down to the newest one.
    newest.renew();
  }

  return {
    state,
    frame: newest.frame,
    measuredFrame: newest.measured,
    theme,
    curvesVersion: record.version,
    figures: newest.figures,
    losses: record.curves.losses,
    layers: record.curves.layers,
    accuracies: record.curves.accuracies,
    twinLosses: record.curves.twinLosses,
    twinAccuracies: record.curves.twinAccuracies,
    marks: record.marks,
    reference: record.reference,
    /** The branches of the past, and the curves of some of them. */
    timeline: record.timeline,
    scales: scales.edges,
    /** The largest number that the neurons show, and under which lens. */
    nodeScale: scales.nodes,
    view: computed(() => state.value.view),
    /** The experiment with the pending fields: what the controls show. */
    requested: computed(/** @returns {Record<string, unknown> | null} */ () => experiment.value && { ...experiment.value, ...pending.value }),
    /** Takes an event. An effect that does so does not depend on what is read here. @param {PageEvent | ServerEvent} event */
    dispatch: (event) => batch(() => untracked(() => apply(event))),
    /** Takes a decoded frame, unless it is older than the last acknowledged command. @param {Frame} decoded */
    takeFrame: (decoded) =>
      batch(() => {
        const taken = newest.take(decoded);
        if (!taken) return;
        rescale();
        record.addFrame(taken, performance.now());
      }),
    /** @param {Theme} next */
    setTheme(next) {
      theme.value = next;
    },
  };
}
