/** The received frames that are not drawn yet, and their acknowledgement. Pure. */

/** @import { Frame } from "../types.js" */

/**
 * Holds the next frame to draw and the newest after it; if frames arrive faster than they
 * are drawn, those between are dropped. A frame is acknowledged as soon as no other waits
 * before it, so that the server sends the next one meanwhile; this acknowledges all earlier
 * frames, too. While the page draws faster than frames arrive it holds one more, so that a
 * late frame does not cost a refresh of the screen.
 */
export class FrameQueue {
  /** @type {Frame[]} */
  #waiting = [];
  #acknowledged = NaN;
  /** Whether the queue was empty since it was last full. */
  #drawsFaster = false;
  #acknowledge;

  /** @param {(seq: number) => void} acknowledge */
  constructor(acknowledge) {
    this.#acknowledge = acknowledge;
  }

  get isEmpty() {
    return this.#waiting.length === 0;
  }

  /** @param {Frame} frame */
  push(frame) {
    const n = this.#waiting.length;
    if (n !== 1) this.#drawsFaster = n === 0;
    const most = this.#drawsFaster ? 2 : 1;
    this.#waiting.splice(most, Infinity, frame);
    if (this.#waiting.length <= most) this.#acknowledgeOnce(frame);
  }

  /** Removes and returns the next frame to draw. */
  shift() {
    return this.#waiting.shift();
  }

  /** Called when a frame is drawn: acknowledges those after it that may wait, or itself. @param {Frame | undefined} drawn */
  finish(drawn) {
    const next = (this.#drawsFaster ? this.#waiting[1] : undefined) ?? this.#waiting[0] ?? drawn;
    if (next) this.#acknowledgeOnce(next);
  }

  /** Discards all frames, because they describe another network; later ones are numbered anew. */
  clear() {
    this.#waiting = [];
    this.#acknowledged = NaN;
  }

  /** @param {Frame} frame */
  #acknowledgeOnce({ seq }) {
    if (seq === this.#acknowledged) return;
    this.#acknowledged = seq;
    this.#acknowledge(seq);
  }
}
