/**
 * The curves of a run over its steps: losses, accuracies, and delta and gradient of each
 * layer. A step keeps the numbers that were measured first: a change at that step, of a
 * setting or of a weight, shows from the next step on, as in the server's history.
 */

import { section } from "../net/frame.js";
import { History } from "./curve-history.js";

/** @import { Frame, SectionView, ServerEvent, Status } from "../types.js" */

/** @typedef {Extract<ServerEvent, { type: "history" }>} HistoryEvent */

/** While frames arrive, they alone extend the losses. */
const FRAMES_MISSING_AFTER_MS = 1000;

export class RunCurves {
  losses = new History();
  accuracies = new History();
  /** Root mean square of delta, a series per layer. */
  deltas = new History();
  /** Root mean square of dW, a series per layer. */
  gradients = new History();
  /** Training and test loss of the run, then of its twin, at the same steps; empty without a twin. */
  twinLosses = new History();
  #lastFrame_ms = -Infinity;

  get #all() {
    return [this.losses, this.accuracies, this.deltas, this.gradients, this.twinLosses];
  }

  /** Removes what is after `step`. @param {number} step */
  truncate(step) {
    for (const history of this.#all) history.truncate(step);
  }

  /** Replaces everything by the server's history. @param {HistoryEvent} event */
  load(event) {
    for (const history of this.#all) history.clear();
    event.step.forEach((step, i) => {
      this.losses.push(step, [event.train_loss[i] ?? null, event.test_loss[i] ?? null]);
      this.accuracies.push(step, [event.train_accuracy[i] ?? null, event.test_accuracy[i] ?? null]);
      this.deltas.push(step, event.delta_rms[i] ?? []);
      this.gradients.push(step, event.gradient_rms[i] ?? []);
    });
  }

  /** Adds the server's history of the twin to that of the run, which came before it. @param {HistoryEvent} event */
  loadTwin(event) {
    const twin = new Map(event.step.map((step, i) => [step, [event.train_loss[i] ?? null, event.test_loss[i] ?? null]]));
    const run = valuesByStep(this.losses);
    const steps = [...new Set([...run.keys(), ...twin.keys()])].sort((a, b) => a - b);
    this.twinLosses.clear();
    for (const step of steps) this.twinLosses.push(step, [...(run.get(step) ?? [null, null]), ...(twin.get(step) ?? [null, null])]);
  }

  /** @param {Status} status @param {number} now_ms */
  addStatus({ step, train_loss, test_loss, train_accuracy, test_accuracy }, now_ms) {
    if (step < this.accuracies.lastStep || isNew(this.accuracies, step)) this.accuracies.push(step, [train_accuracy, test_accuracy]);
    const isWithoutFrames = now_ms - this.#lastFrame_ms > FRAMES_MISSING_AFTER_MS;
    if (isWithoutFrames && isNew(this.losses, step)) this.losses.push(step, [train_loss, test_loss]);
  }

  /** Adds a step of both networks; the twin may have branched off from a run with a past. @param {number} step @param {number[]} losses */
  #addTwin(step, losses) {
    if (this.twinLosses.lastStep < 0) {
      for (const [earlier, values] of valuesByStep(this.losses)) if (earlier < step) this.twinLosses.push(earlier, [...values, null, null]);
    }
    if (isNew(this.twinLosses, step)) this.twinLosses.push(step, losses);
  }

  /**
   * Adds a row of the frame's step. In the middle of a step the frame belongs to the step
   * that is not complete, so nothing is added.
   *
   * @param {Frame} frame
   * @param {number} now_ms
   */
  addFrame(frame, now_ms) {
    const { step, trainLoss, testLoss } = frame;
    this.#lastFrame_ms = now_ms;
    if (frame.midStep) return;
    if (frame.twin) this.#addTwin(step, [trainLoss, testLoss, frame.twin.trainLoss, frame.twin.testLoss]);
    if (isNew(this.losses, step)) this.losses.push(step, [trainLoss, testLoss]);
    if (step === 0) return;
    addLayers(this.deltas, step, section(frame, "delta_rms"));
    addLayers(this.gradients, step, section(frame, "gradient_rms"));
  }
}

/** @param {History} history @returns {Map<number, (number | null)[]>} */
function valuesByStep(history) {
  const { steps, series } = history.columns();
  return new Map(steps.map((step, i) => [step, series.map((values) => values[i] ?? null)]));
}

/** Whether a step has no row yet. Before the first step there is no past to keep. @param {History} history @param {number} step */
const isNew = (history, step) => step > history.lastStep || (step === 0 && history.lastStep === 0);

/** Adds a number per layer, unless all are unknown. @param {History} history @param {number} step @param {SectionView | null} rms */
function addLayers(history, step, rms) {
  if (rms && !rms.values.every(Number.isNaN)) history.push(step, [...rms.values]);
}
