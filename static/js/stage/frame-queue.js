/** The received frames that are not drawn yet, and their acknowledgement. Pure. */

/** @import { Frame } from "../types.js" */

/** Draws in a row that all find the queue full, after which frames clearly come faster than they are drawn. */
const ALWAYS_FULL = 30;

/**
 * Holds the next frames to draw and the newest after them; if more arrive than may wait,
 * those between are dropped. A frame is acknowledged as soon as few enough wait before it,
 * so that the server sends the next one meanwhile; this acknowledges all earlier frames,
 * too. While the page draws faster than frames arrive one more may wait, and none is
 * dropped because it came early, so that a late frame does not cost a refresh of the screen.
 */
export class FrameQueue {
  /** @type {Frame[]} */
  #waiting = [];
  #acknowledged = NaN;
  /** Whether the queue was empty since frames last came faster than they were drawn. */
  #drawsFaster = false;
  /** Draws in a row that found the queue full. */
  #nFull = 0;
  #acknowledge;

  /** @param {(seq: number) => void} acknowledge */
  constructor(acknowledge) {
    this.#acknowledge = acknowledge;
  }

  get isEmpty() {
    return this.#waiting.length === 0;
  }

  /** The frames that may wait once they are acknowledged; one more may wait for that. */
  get #most() {
    return this.#drawsFaster ? 2 : 1;
  }

  get #isFull() {
    return this.#waiting.length > this.#most;
  }

  /** @param {Frame} frame */
  push(frame) {
    const wasFull = this.#isFull;
    if (this.isEmpty) this.#drawsFaster = true;
    this.#waiting.push(frame);
    if (wasFull) this.#drop();
    if (!this.#isFull) this.#acknowledgeOnce(frame);
  }

  /** Removes and returns the next frame to draw. */
  shift() {
    this.#nFull = this.#isFull ? this.#nFull + 1 : 0;
    if (this.#drawsFaster && this.#nFull >= ALWAYS_FULL) this.#drop();
    return this.#waiting.shift();
  }

  /** Called when a frame is drawn: acknowledges those after it that may wait, or itself. @param {Frame | undefined} drawn */
  finish(drawn) {
    const next = this.#waiting.slice(0, this.#most).at(-1) ?? drawn;
    if (next) this.#acknowledgeOnce(next);
  }

  /** Discards all frames, because they describe another network; later ones are numbered anew. */
  clear() {
    this.#waiting = [];
    this.#acknowledged = NaN;
  }

  /** Drops all between the next frame and the newest: the page draws more slowly than they come. */
  #drop() {
    this.#drawsFaster = false;
    this.#waiting.splice(1, this.#waiting.length - 2);
  }

  /** @param {Frame} frame */
  #acknowledgeOnce({ seq }) {
    if (seq === this.#acknowledged) return;
    this.#acknowledged = seq;
    this.#acknowledge(seq);
  }
}
