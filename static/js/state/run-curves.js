/** The curves of a run over its steps: losses, accuracies, and the gradient of each layer. */

import { section } from "../net/frame.js";
import { History } from "./curve-history.js";

/** @import { Frame, ServerEvent, Status } from "../types.js" */

/** While frames arrive, they alone extend the losses. */
const FRAMES_MISSING_AFTER_MS = 1000;

export class RunCurves {
  losses = new History();
  gradients = new History();
  accuracies = new History();
  #lastFrame_ms = -Infinity;

  /** Removes what is after `step`. @param {number} step */
  truncate(step) {
    for (const history of [this.losses, this.gradients, this.accuracies]) history.truncate(step);
  }

  /** Replaces everything by the server's history. @param {Extract<ServerEvent, { type: "history" }>} event */
  load(event) {
    for (const history of [this.losses, this.gradients, this.accuracies]) history.clear();
    event.step.forEach((step, i) => {
      this.losses.push(step, [event.train_loss[i] ?? null, event.test_loss[i] ?? null]);
      this.accuracies.push(step, [event.train_accuracy[i] ?? null, event.test_accuracy[i] ?? null]);
      this.gradients.push(step, event.gradient_rms[i] ?? []);
    });
  }

  /** @param {Status} status @param {number} now_ms */
  addStatus({ step, train_loss, test_loss, train_accuracy, test_accuracy }, now_ms) {
    this.accuracies.push(step, [train_accuracy, test_accuracy]);
    const isWithoutFrames = now_ms - this.#lastFrame_ms > FRAMES_MISSING_AFTER_MS;
    if (isWithoutFrames && step > this.losses.lastStep) this.losses.push(step, [train_loss, test_loss]);
  }

  /** @param {Frame} frame @param {number} now_ms */
  addFrame(frame, now_ms) {
    const { step, trainLoss, testLoss } = frame;
    this.#lastFrame_ms = now_ms;
    if (step >= this.losses.lastStep) this.losses.push(step, [trainLoss, testLoss]);
    const rms = section(frame, "gradient_rms");
    if (rms && step > 0 && !rms.values.every(Number.isNaN)) this.gradients.push(step, [...rms.values]);
  }
}
