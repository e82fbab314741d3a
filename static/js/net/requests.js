/** The requests that the server has not answered: their ids, promises and deadlines. */

/** @import { Command } from "../protocol.js" */
/** @import { Ack, AnswerTo, ServerEvent } from "../types.js" */

/** @template T @typedef {T extends unknown ? Omit<T, "id"> : never} WithoutId */
/** A command that the server answers, without its id. @typedef {WithoutId<Exclude<Command, { type: "frame_ack" }>>} Request */
/** @typedef {(request: Request) => Promise<Ack>} Send rejects if the server refuses the request or the connection is lost */
/** @typedef {<R extends Request>(request: R) => Promise<AnswerTo<R>>} Ask like `Send`, but the page shows neither the answer nor a refusal by itself */
/** @typedef {Extract<ServerEvent, { id: number | null }>} Answer */
/** @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void, deadline: number, isQuiet: boolean }} OpenRequest */

const ANSWER_TIMEOUT_MS = 10000;

export class Requests {
  #lastId = 0;
  /** @type {Map<number, OpenRequest>} */
  #open = new Map();
  #onOverdue;

  /** @param {() => void} onOverdue called when a request has no answer in time */
  constructor(onOverdue) {
    this.#onOverdue = onOverdue;
  }

  /** Returns an id that no other command has. */
  nextId() {
    this.#lastId += 1;
    return this.#lastId;
  }

  /**
   * Waits for the answer to a request.
   *
   * @param {number} id
   * @param {{ isQuiet: boolean }} options whether the page shows no message of the answer
   * @returns {Promise<any>} the answer; rejects if the server refuses the request, or with `rejectAll`
   */
  answerTo(id, { isQuiet }) {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(this.#onOverdue, ANSWER_TIMEOUT_MS);
      this.#open.set(id, { resolve, reject, deadline, isQuiet });
    });
  }

  /** Waits for an answer as long again, because it is on its way. @param {number} id */
  prolong(id) {
    const request = this.#open.get(id);
    if (!request) return;
    clearTimeout(request.deadline);
    request.deadline = setTimeout(this.#onOverdue, ANSWER_TIMEOUT_MS);
  }

  /** @param {number | null} id */
  isQuiet(id) {
    return this.#open.get(id ?? 0)?.isQuiet ?? false;
  }

  /** Settles the request that an event answers, if there is one. @param {Answer} event */
  settle(event) {
    const request = this.#take(event.id);
    if (!request) return;
    if (event.type === "error") request.reject(Object.assign(new Error(event.message), { field: event.field, code: event.code }));
    else request.resolve(event);
  }

  /** @param {string} message */
  rejectAll(message) {
    for (const id of [...this.#open.keys()]) this.#take(id)?.reject(new Error(message));
  }

  /** @param {number | null} id */
  #take(id) {
    const request = this.#open.get(id ?? 0);
    if (!request) return undefined;
    clearTimeout(request.deadline);
    this.#open.delete(id ?? 0);
    return request;
  }
}
