/**
 * The store: an immutable `state`, the newest `frame`, and the curves. The stage and the
 * panels read it; only `dispatch`, `takeFrame` and `setTheme` change it.
 */

import { batch, computed, signal, untracked } from "@preact/signals-core";
import { twinOf } from "../../net/frame.js";
import { withSignal } from "../../scene/network/signal.js";
import { addMark, markFromServer, marksUpTo } from "./change-marks.js";
import { LensScales } from "./lens-scales.js";
import { MeasuredFrame, measuresOther } from "./measured-frame.js";
import { INITIAL_STATE, reduce } from "./reducer.js";
import { referenceRunOf } from "./reference-run.js";
import { RunCurves } from "./run-curves.js";

/** @import { Frame, PageEvent, State, Theme } from "../../types.js" */
/** @import { ServerEvent } from "../../types.js" */
/** @import { ReferenceRun } from "./reference-run.js" */
/** @import { Mark } from "./change-marks.js" */

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
  const curves = new RunCurves();
  /** Increases with every change of the curves. */
  const curvesVersion = signal(0);
  /** An earlier run to compare with; resets do not remove it. */
  const reference = signal(/** @type {ReferenceRun | null} */ (null));
  /** The changes of settings in this run. */
  const marks = signal(/** @type {readonly Mark[]} */ ([]));
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
        applyToCurves(event);
        const { running } = state.value;
        state.value = reduce(state.value, event);
        if (!running || state.value.running) return;
        rescale(state.value.view); // No later frame eases the scales down to the newest one.
        frame.value = frame.value && { ...frame.value };
      }),
    );
  }

  /** Changes everything but the state. @param {PageEvent | ServerEvent} event */
  function applyToCurves(event) {
    switch (event.type) {
      case "view":
        if (event.patch.lens || event.patch.nodeLens || event.patch.tab) rescale({ ...state.value.view, ...event.patch });
        return;
      case "reference":
        reference.value = event.isSet ? referenceRunOf(state.value.experiment, curves.losses, curves.accuracies) : null;
        return;
      case "welcome":
        command = 0;
        measured.expire(command);
        if (!event.resumed) truncateCurves(-1);
        return;
      case "ack":
      case "changed":
        command = event.command;
        changedAt = event.step;
        if (event.step < curves.losses.lastStep) truncateCurves(event.step);
        marks.value = addMark(marks.value, event, state.value.experiment, performance.now());
        return;
      case "network":
        if (measuresOther(event, state.value.network)) measured.expire(command, changedAt);
        return;
      case "history":
        if (event.run === 1) curves.loadTwin(event);
        else {
          curves.load(event);
          // The server tells the past of the present network, its newest step included.
          measured.expire(command);
          marks.value = event.marks.map(markFromServer);
        }
        curvesVersion.value += 1;
        return;
      case "status":
        curves.addStatus(event, performance.now());
        figures.value = { step: event.step, epoch: event.epoch, trainLoss: event.train_loss, testLoss: event.test_loss };
        curvesVersion.value += 1;
    }
  }

  /** @param {number} step */
  function truncateCurves(step) {
    curves.truncate(step);
    measured.expire(command);
    marks.value = marksUpTo(marks.value, step);
    scales.clear();
    curvesVersion.value += 1;
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
      // A newer status may have arrived while this frame was waiting.
      if (next.step >= figures.value.step) figures.value = figuresOf(next);
      curves.addFrame(next, performance.now());
      curvesVersion.value += 1;
    });
  }

  return {
    state,
    frame,
    measuredFrame: measured.frame,
    theme,
    curvesVersion,
    figures,
    losses: curves.losses,
    layers: curves.layers,
    accuracies: curves.accuracies,
    twinLosses: curves.twinLosses,
    twinAccuracies: curves.twinAccuracies,
    marks,
    reference,
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
