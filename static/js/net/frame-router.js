/** Routes what the connection receives: to the page, or while a film is made, its frames to the film. */

/** @import { Frame, PageEvent, ServerEvent } from "../types.js" */
/** @import { Dispatcher } from "./connection.js" */

/** @typedef {(frame: Frame) => void} Read */

/** Events of the steps of a film. */
const PASSING = new Set(["ack", "status"]);

/** It is *showing* the run until a film is *reading*: then the page stays as it is, and acknowledges what the film reads. */
export class FrameRouter {
  #store;
  #page;
  /** Reads the frames of a film; null while the page shows the run. @type {Read | null} */
  #film = null;

  /** @param {Dispatcher} store @param {{ show: Read, acknowledge: (seq: number) => void }} page */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
  }

  get state() {
    return this.#store.state;
  }

  /** @param {PageEvent | ServerEvent} event */
  dispatch(event) {
    if (!this.#film || !PASSING.has(event.type)) this.#store.dispatch(event);
  }

  /** @param {Frame} frame */
  receive(frame) {
    if (!this.#film) return this.#page.show(frame);
    this.#page.acknowledge(frame.seq);
    this.#film(frame);
  }

  /** Gives the frames to `read` alone, while the page stays at the step that it shows; null ends that. @param {Read | null} read */
  readFrames(read) {
    this.#film = read;
  }
}
