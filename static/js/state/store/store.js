/**
 * The store: an immutable `state`, the newest `frame`, and the curves. The stage and the
 * panels read it; only `dispatch`, `takeFrame` and `setTheme` change it.
 */

import { batch, computed, signal, untracked } from "@preact/signals-core";
import { twinOf } from "../../net/frame.js";
import { withSignal } from "../../scene/network/signal.js";
import { LensScales } from "./lens-scales.js";
import { MeasuredFrame, measuresOther } from "./measured-frame.js";
import { INITIAL_STATE, reduce } from "./reducer.js";
import { RunRecord } from "./run-record.js";

/** @import { Frame, PageEvent, State, Theme } from "../../types.js" */
/** @import { ServerEvent } from "../../types.js" */

/** @typedef {ReturnType<typeof createStore>} Store */
/** @typedef {{ step: number, epoch: number, trainLoss: number | null, testLoss: number | null }} Figures */

/** @param {Frame} frame @returns {Figures} */
const figuresOf = ({ step, epoch, trainLoss, testLoss }) => ({ step, epoch, trainLoss, testLoss });

/** Returns the networks that share a scale: side by side also the twin. @param {State["view"]["tab"]} tab @param {State} state @param {Frame | null} frame */
function networksOn(tab, { network, twin }, frame) {
  const run = { frame, nLayers: network?.layers.length ?? 0 };
  return tab === "twins" && twin ? [run, { frame: twinOf(frame), nLayers: twin.network.layers.length }] : [run];
}

export function createStore() {
  const state = signal(/** @type {State} */ (INITIAL_STATE));
  const frame = signal(/** @type {Frame | null} */ (null));
  const theme = signal(/** @type {Theme | null} */ (null));
  const experiment = computed(() => state.value.experiment);
  const pending = computed(() => state.value.pending);
  const record = new RunRecord();
  /** The newest figures, from frames or events. */
  const figures = signal(/** @type {Figures} */ ({ step: 0, epoch: 0, trainLoss: null, testLoss: null }));
  const scales = new LensScales();
  /** The number of commands that the server has acknowledged. */
  let command = 0;
  /** The step of the newest acknowledgement. */
  let changedAt = -1;
  const measured = new MeasuredFrame(frame);

  /** Changes the state. An effect that does so does not depend on what is read here. @param {PageEvent | ServerEvent} event */
  function dispatch(event) {
    batch(() =>
      untracked(() => {
        applyToRecord(event);
        const { running } = state.value;
        state.value = reduce(state.value, event);
        if (!running || state.value.running) return;
        rescale(state.value.view); // No later frame eases the scales down to the newest one.
        frame.value = frame.value && { ...frame.value };
      }),
    );
  }

  /** Changes everything but the state. @param {PageEvent | ServerEvent} event */
  function applyToRecord(event) {
    switch (event.type) {
      case "view":
        if (event.patch.lens || event.patch.nodeLens || event.patch.tab) rescale({ ...state.value.view, ...event.patch });
        return;
      case "welcome":
        command = 0;
        measured.expire(command);
        break;
      case "ack":
      case "changed":
        command = event.command;
        changedAt = event.step;
        break;
      case "network":
        if (measuresOther(event, state.value.network)) measured.expire(command, changedAt);
        return;
      case "history":
        // The server tells the past of the present network, its newest step included.
        if (event.run === 0 && event.branch === null) measured.expire(command);
        break;
      case "status":
        figures.value = { step: event.step, epoch: event.epoch, trainLoss: event.train_loss, testLoss: event.test_loss };
    }
    const newest = frame.value && frame.value.command >= command ? frame.value : null;
    if (!record.apply(event, { experiment: state.value.experiment, newest }, performance.now())) return;
    measured.expire(command);
    scales.clear();
  }

  /** Adapts the scales of the lenses to what is on screen. @param {State["view"]} view */
  function rescale(view) {
    scales.fit(view, networksOn(view.tab, state.value, frame.value), state.value.running);
  }

  /** Takes a decoded frame, unless it is older than the last acknowledged command. @param {Frame} decoded */
  function takeFrame(decoded) {
    if (decoded.command < command) return;
    const next = { ...withSignal(decoded), twin: decoded.twin && withSignal(decoded.twin) };
    batch(() => {
      frame.value = next;
      rescale(state.value.view);
      // A newer status may have arrived while this frame was waiting; losses of another step are no figures of this one.
      if (next.step >= figures.value.step && next.lossStep === next.step) figures.value = figuresOf(next);
      record.addFrame(next, performance.now());
    });
  }

  return {
    state,
    frame,
    measuredFrame: measured.frame,
    theme,
    curvesVersion: record.version,
    figures,
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
    dispatch,
    takeFrame,
    /** @param {Theme} next */
    setTheme(next) {
      theme.value = next;
    },
  };
}
