/** Which samples are listed: all of them, or the wrong ones, which are others after every step. */

import { signal } from "@preact/signals-core";
import { isWrong } from "../../scene/output/output-views.js";

/** @import { DataFields } from "../../protocol.js" */
/** @import { View } from "../../types.js" */
/** @import { Sample } from "../../scene/output/output-views.js" */

/** @typedef {{ filter: View["samples"], part: "train" | "test", data: DataFields | null }} Choice what is listed, and of which dataset */

/** So often at most are the wrong ones chosen again. */
const CHOOSE_EVERY_MS = 1000;

export class SampleList {
  /** The indices of the listed samples. */
  indices = signal(/** @type {number[]} */ ([]));
  /** What was chosen last, and when. @type {Choice & { at_ms: number } | null} */
  #last = null;

  /**
   * Chooses anew for another choice; for the same one the wrong samples again after a while,
   * unless they are held, and all samples when their number has changed.
   *
   * @param {readonly Sample[]} samples
   * @param {Choice} choice
   * @param {number} now_ms
   */
  update(samples, choice, now_ms) {
    const { onlyWrong, isHeld } = choice.filter;
    if (isSame(this.#last, choice)) {
      const isRecent = now_ms - (this.#last?.at_ms ?? 0) < CHOOSE_EVERY_MS;
      if (onlyWrong ? isHeld || isRecent : this.indices.peek().length === samples.length) return;
    }
    this.#last = { ...choice, at_ms: now_ms };
    this.indices.value = samples.flatMap((sample, i) => (!onlyWrong || isWrong(sample) ? [i] : []));
  }
}

/** @param {Choice | null} one @param {Choice} other */
const isSame = (one, other) => one?.filter === other.filter && one.part === other.part && one.data === other.data;
