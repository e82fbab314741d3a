/**
 * The store: an immutable `state`, the newest `frame`, and the curves. The stage and the
 * panels read it; only `dispatch`, `takeFrame` and `setTheme` change it.
 */

import { batch, computed, signal } from "@preact/signals-core";
import { History } from "./history.js";
import { referenceRunOf } from "./reference-run.js";
import { addMark, markFromServer, marksUpTo } from "./marks.js";
import { section } from "../net/frame.js";
import { INITIAL_STATE, reduce } from "./reducer.js";
import { lensMaximum, easeScale } from "../scene/edges.js";
import { withSignal } from "../scene/signal.js";

/** @import { Frame, Lens, PageEvent, State, Theme } from "../types.js" */
/** @import { ServerEvent } from "../types.js" */
/** @import { ReferenceRun } from "./reference-run.js" */
/** @import { Mark } from "./marks.js" */

/** @typedef {ReturnType<typeof createStore>} Store */
/** @typedef {{ step: number, epoch: number, trainLoss: number | null, testLoss: number | null }} Figures */

const NO_SCALES = Object.freeze({ weights: 0, gradients: 0, updates: 0, signal: 0 });

const FRAMES_MISSING_AFTER_MS = 1000;

export function createStore() {
  const state = signal(/** @type {State} */ (INITIAL_STATE));
  const frame = signal(/** @type {Frame | null} */ (null));
  const theme = signal(/** @type {Theme | null} */ (null));
  /** Increases with every change of the curves. */
  const curvesVersion = signal(0);
  const experiment = computed(() => state.value.experiment);
  const pending = computed(() => state.value.pending);
  const losses = new History();
  const gradients = new History();
  const accuracies = new History();
  /** An earlier run to compare with; resets do not remove it. */
  const reference = signal(/** @type {ReferenceRun | null} */ (null));
  /** The changes of settings in this run. */
  const marks = signal(/** @type {readonly Mark[]} */ ([]));
  /** The newest figures, from frames or events. */
  const figures = signal(/** @type {Figures} */ ({ step: 0, epoch: 0, trainLoss: null, testLoss: null }));
  /** @type {Record<Lens, number>} */
  const scales = { ...NO_SCALES };

  /** The number of commands that the server has acknowledged. */
  let command = 0;
  /** When the last frame was taken; while frames arrive, they alone extend the loss curves. */
  let lastFrame_ms = -Infinity;

  /** @param {PageEvent | ServerEvent} event */
  function dispatch(event) {
    batch(() => {
      if (event.type === "view" && event.patch.lens) rescale(event.patch.lens);
      if (event.type === "reference") reference.value = event.isSet ? referenceRunOf(state.value.experiment, losses, accuracies) : null;
      const isOutcome = event.type === "ack" || event.type === "changed";
      if (isOutcome) command = event.command;
      if (event.type === "welcome") command = 0;
      if (isOutcome && event.step < losses.lastStep) truncateCurves(event.step);
      if (event.type === "welcome" && !event.resumed) truncateCurves(-1);
      if (event.type === "history") loadHistory(event);
      if (isOutcome) marks.value = addMark(marks.value, event, state.value.experiment, performance.now());
      if (event.type === "status") {
        const { step, epoch, train_loss: trainLoss, test_loss: testLoss } = event;
        figures.value = { step, epoch, trainLoss, testLoss };
        accuracies.push(step, [event.train_accuracy, event.test_accuracy]);
        const isWithoutFrames = performance.now() - lastFrame_ms > FRAMES_MISSING_AFTER_MS;
        if (isWithoutFrames && step > losses.lastStep) losses.push(step, [trainLoss, testLoss]);
        curvesVersion.value += 1;
      }
      state.value = reduce(state.value, event);
    });
  }

  /** @param {number} step */
  function truncateCurves(step) {
    losses.truncate(step);
    gradients.truncate(step);
    accuracies.truncate(step);
    marks.value = marksUpTo(marks.value, step);
    Object.assign(scales, NO_SCALES);
    curvesVersion.value += 1;
  }

  /** @param {Extract<ServerEvent, { type: "history" }>} event */
  function loadHistory(event) {
    for (const history of [losses, gradients, accuracies]) history.clear();
    event.step.forEach((step, i) => {
      losses.push(step, [event.train_loss[i] ?? null, event.test_loss[i] ?? null]);
      accuracies.push(step, [event.train_accuracy[i] ?? null, event.test_accuracy[i] ?? null]);
      gradients.push(step, event.gradient_rms[i] ?? []);
    });
    marks.value = event.marks.map(markFromServer);
    curvesVersion.value += 1;
  }

  /** Adapts the scale of the current lens to the frame. @param {Lens} lens */
  function rescale(lens) {
    const largest = lensMaximum(frame.value, lens, state.value.network?.layers.length ?? 0);
    const scale = easeScale(scales[lens], largest);
    Object.assign(scales, NO_SCALES, { [lens]: scale });
  }

  /** Takes a decoded frame, unless it is older than the last acknowledged command. @param {Frame} decoded */
  function takeFrame(decoded) {
    if (decoded.command < command) return;
    const next = withSignal(decoded);
    batch(() => {
      frame.value = next;
      lastFrame_ms = performance.now();
      rescale(state.value.view.lens);
      const { step, epoch, trainLoss, testLoss } = next;
      // A newer status may have arrived while this frame was waiting.
      if (step >= figures.value.step) figures.value = { step, epoch, trainLoss, testLoss };
      if (step >= losses.lastStep) losses.push(step, [trainLoss, testLoss]);
      const rms = section(next, "gradient_rms");
      if (rms && step > 0 && !rms.values.every(Number.isNaN)) gradients.push(step, [...rms.values]);
      curvesVersion.value += 1;
    });
  }

  return {
    state,
    frame,
    theme,
    curvesVersion,
    figures,
    losses,
    gradients,
    accuracies,
    marks,
    reference,
    scales,
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
