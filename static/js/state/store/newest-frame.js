/** The newest frame and the newest figures, and what of them is still of the present network and run. */

import { computed, signal } from "@preact/signals-core";
import { withSignal } from "../../scene/network/signal.js";

/** @import { Frame, PageEvent, ServerEvent, State } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/** @typedef {{ step: number, epoch: number, trainLoss: number | null, testLoss: number | null }} Figures */

/** @param {Frame} frame @returns {Figures} */
const figuresOf = ({ step, epoch, trainLoss, testLoss }) => ({ step, epoch, trainLoss, testLoss });

/**
 * Whether delta of one network is of no use for the other.
 *
 * @param {Pick<NetworkFields, "layers" | "loss">} next
 * @param {Pick<NetworkFields, "layers" | "loss"> | null} before
 */
const measuresOther = (next, before) => next.loss !== before?.loss || JSON.stringify(next.layers) !== JSON.stringify(before.layers);

export class NewestFrame {
  /** The number of commands that the server has acknowledged, and the step of the last one. */
  #acknowledged = { command: 0, step: -1 };
  /** Measurements before this command, or up to this step, were those of another network or run. */
  #expired = signal({ command: 0, step: -1 });
  frame = signal(/** @type {Frame | null} */ (null));
  /** The newest figures, from frames or events. */
  figures = signal(/** @type {Figures} */ ({ step: 0, epoch: 0, trainLoss: null, testLoss: null }));
  /** The newest frame, or null while its measurements are of a network, or a run, before the last change. */
  measured = computed(() => {
    const since = this.#expired.value;
    const newest = this.frame.value;
    const isOfThis = newest && newest.command >= since.command && (newest.midStep || newest.step > Math.max(0, since.step));
    return isOfThis ? newest : null;
  });

  /** The newest frame, if it is not of a time before the last command. */
  get present() {
    const newest = this.frame.value;
    return newest && newest.command >= this.#acknowledged.command ? newest : null;
  }

  /** Takes an event. @param {PageEvent | ServerEvent} event @param {State["network"]} network before the event */
  apply(event, network) {
    switch (event.type) {
      case "welcome":
        this.#acknowledged = { ...this.#acknowledged, command: 0 };
        return this.expire();
      case "ack":
      case "changed":
        this.#acknowledged = { command: event.command, step: event.step };
        return;
      case "network":
        if (measuresOther(event, network)) this.#expired.value = this.#acknowledged;
        return;
      case "history":
        // The server tells the past of the present network, its newest step included.
        if (event.run === 0 && event.branch === null) this.expire();
        return;
      case "status":
        this.figures.value = { step: event.step, epoch: event.epoch, trainLoss: event.train_loss, testLoss: event.test_loss };
    }
  }

  /** Forgets what was measured before the last command: the run is another one, or at an earlier step. */
  expire() {
    this.#expired.value = { command: this.#acknowledged.command, step: -1 };
  }

  /** Takes a decoded frame, unless it is older than the last acknowledged command. @param {Frame} decoded @returns {Frame | null} the frame as it is shown */
  take(decoded) {
    if (decoded.command < this.#acknowledged.command) return null;
    const next = { ...withSignal(decoded), twin: decoded.twin && withSignal(decoded.twin) };
    this.frame.value = next;
    // A newer status may have arrived while this frame was waiting; losses of another step are no figures of this one.
    if (next.step >= this.figures.value.step && next.lossStep === next.step) this.figures.value = figuresOf(next);
    return next;
  }

  /** Makes everything that shows the frame show it again. */
  renew() {
    this.frame.value = this.frame.value && { ...this.frame.value };
  }
}
