/** The curves of a run over its steps: losses, accuracies, and delta and gradient of each layer. */

import { section } from "../net/frame.js";
import { History } from "./curve-history.js";

/** @import { Frame, SectionView, ServerEvent, Status } from "../types.js" */

/** @typedef {Extract<ServerEvent, { type: "history" }> & { delta_rms?: readonly (readonly (number | null)[])[] }} HistoryEvent */

/** While frames arrive, they alone extend the losses. */
const FRAMES_MISSING_AFTER_MS = 1000;

export class RunCurves {
  losses = new History();
  accuracies = new History();
  /** Root mean square of delta, a series per layer. */
  deltas = new History();
  /** Root mean square of dW, a series per layer. */
  gradients = new History();
  #lastFrame_ms = -Infinity;

  get #all() {
    return [this.losses, this.accuracies, this.deltas, this.gradients];
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
      this.deltas.push(step, event.delta_rms?.[i] ?? []);
      this.gradients.push(step, event.gradient_rms[i] ?? []);
    });
  }

  /** @param {Status} status @param {number} now_ms */
  addStatus({ step, train_loss, test_loss, train_accuracy, test_accuracy }, now_ms) {
    this.accuracies.push(step, [train_accuracy, test_accuracy]);
    const isWithoutFrames = now_ms - this.#lastFrame_ms > FRAMES_MISSING_AFTER_MS;
    if (isWithoutFrames && step > this.losses.lastStep) this.losses.push(step, [train_loss, test_loss]);
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
    if (step >= this.losses.lastStep) this.losses.push(step, [trainLoss, testLoss]);
    if (step === 0) return;
    addLayers(this.deltas, step, section(frame, "delta_rms"));
    addLayers(this.gradients, step, section(frame, "gradient_rms"));
  }
}

/** Adds a number per layer, unless all are unknown. @param {History} history @param {number} step @param {SectionView | null} rms */
function addLayers(history, step, rms) {
  if (rms && !rms.values.every(Number.isNaN)) history.push(step, [...rms.values]);
}
