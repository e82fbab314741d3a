/** The newest frame whose measurements belong to the present network and run. */

import { computed, signal } from "@preact/signals-core";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/**
 * Whether delta of one network is of no use for the other.
 *
 * @param {Pick<NetworkFields, "layers" | "loss">} next
 * @param {Pick<NetworkFields, "layers" | "loss"> | null} before
 */
export const measuresOther = (next, before) => next.loss !== before?.loss || JSON.stringify(next.layers) !== JSON.stringify(before.layers);

export class MeasuredFrame {
  /** The last change that made measurements of earlier frames those of another network or run. */
  #since = signal({ step: -1, command: 0 });
  #frame;

  /** @param {{ readonly value: Frame | null }} frame the newest one */
  constructor(frame) {
    this.#frame = computed(() => {
      const since = this.#since.value;
      const newest = frame.value;
      const isOfThis = newest && newest.command >= since.command && (newest.midStep || newest.step > Math.max(0, since.step));
      return isOfThis ? newest : null;
    });
  }

  /** The newest frame, or null while its measurements are of a network, or a run, before the last change. */
  get frame() {
    return this.#frame;
  }

  /** Measurements up to a step were those of another network or run. @param {number} command @param {number} [step] */
  expire(command, step = -1) {
    this.#since.value = { step, command };
  }
}
