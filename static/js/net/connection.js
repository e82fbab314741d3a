/**
 * The websocket connection: sends commands, receives events and frames, reconnects and
 * resumes the same session. It owns the socket and the timers; connection-machine.js decides.
 */

import { load, save } from "../base/page/storage.js";
import { t } from "../base/words/i18n.js";
import { withText } from "../base/words/sentence.js";
import { initialMachine, transition } from "./connection-machine.js";
import { FrameDecoder } from "./frame.js";
import { ownerSecret } from "./owner.js";
import { Requests } from "./requests.js";
import { runToOpen, setRunToOpen } from "./saved-run.js";
import { createSocket, isServerReachable } from "./socket.js";

/** @import { Sentence } from "../protocol.js" */
/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Frame, PageEvent, ServerEvent, State } from "../types.js" */
/** @import { Effect, Input, Reason } from "./connection-machine.js" */
/** @import { Ask, Request, Send } from "./requests.js" */

const SECRET_KEY = "backprop-live.session";
/** During training the server sends several messages per second. */
const CHECK_EVERY_MS = 1000;

/** @typedef {{ state: Pick<ReadonlySignal<State>, "value">, dispatch: (event: PageEvent | ServerEvent) => void }} Dispatcher the part of the store that the connection uses */
/** @typedef {Extract<ServerEvent, { type: "error" }>} ErrorEvent */

/**
 * @typedef {object} ConnectionOptions
 * @property {string} url
 * @property {string | null} observerKey the session to observe; null for a controller
 * @property {() => Record<string, unknown> | null} experiment the experiment of a new session
 * @property {(error: ErrorEvent) => boolean} onRefused returns whether `experiment` now has another experiment to try
 * @property {(frame: Frame) => void} onFrame
 * @property {() => void} onLayout called when later frames have another layout
 * @property {() => void} onWelcome
 * @property {(sentence: Sentence) => string} write writes a message of the server
 * @property {() => void} onSilence sends a command that the server must answer
 */

/** @param {Reason} reason */
const sentenceOf = (reason) => (typeof reason === "string" ? reason : t(reason.key, reason.values));

export class Connection {
  #store;
  #options;
  #machine;
  #helloId = 0;
  #timer = 0;
  #frames = new FrameDecoder();
  #requests = new Requests(() => this.#advance({ type: "overdue" }));
  #socket;

  /** @param {Dispatcher} store @param {ConnectionOptions} options */
  constructor(store, options) {
    const { url, observerKey } = options;
    this.#store = store;
    this.#options = options;
    this.#machine = initialMachine(observerKey !== null);
    this.#socket = createSocket(url, {
      onOpen: () => this.#advance({ type: "opened", secret: observerKey ?? load("sessionStorage", SECRET_KEY) }),
      onMessage: (data) => this.#receive(data),
      onClose: (code) => this.#advance({ type: "closed", code, reason: store.state.value.reason }),
    });
    setInterval(() => this.#advance({ type: "check", isRunning: store.state.value.running && !document.hidden }), CHECK_EVERY_MS);
    window.addEventListener("online", () => this.#advance({ type: "online" }));
  }

  /** Connects at once, and abandons an attempt that is under way. */
  connect = () => this.#advance({ type: "connect" });

  /** Discards the secret of this tab's earlier session. */
  forgetSession = () => save("sessionStorage", SECRET_KEY, null);

  /** Acknowledges a frame, so that the server sends the next one. @param {number} seq */
  acknowledge = (seq) => void this.#socket.post({ type: "frame_ack", seq });

  /** @type {Send} */
  send = (request) => this.#request(request, request.type === "watch");

  /** @type {Ask} */
  ask = (request) => this.#request(request, true);

  /** @param {Request} request @param {boolean} isQuiet */
  #request(request, isQuiet) {
    const id = this.#requests.nextId();
    if (!this.#socket.post({ ...request, id })) return Promise.reject(new Error(t("connection.not_connected")));
    return this.#requests.answerTo(id, { isQuiet });
  }

  /** @param {Input} input */
  #advance(input) {
    const { machine, effects } = transition(this.#machine, input, Math.random());
    this.#machine = machine;
    for (const effect of effects) this.#carryOut(effect);
  }

  /** @param {Effect} effect */
  #carryOut(effect) {
    switch (effect.type) {
      case "open":
        return typeof WebSocket === "undefined" ? this.#advance({ type: "unsupported" }) : this.#socket.open();
      case "release":
        this.#socket.abandon();
        this.#frames.clear();
        return this.#requests.rejectAll(t("connection.request_lost"));
      case "timer":
        return this.#setTimer(effect.delay_ms);
      case "hello":
        return this.#greet(effect.secret);
      case "remember":
        return save("sessionStorage", SECRET_KEY, effect.secret);
      case "probe":
        return this.#options.onSilence();
      case "reach":
        return void isServerReachable().then((isThere) => this.#advance({ type: "reached", isThere }));
      case "show":
        return this.#store.dispatch({ type: "connection", connection: effect.connection, reason: sentenceOf(effect.reason) });
    }
  }

  /** @param {number | null} delay_ms */
  #setTimer(delay_ms) {
    clearTimeout(this.#timer);
    if (delay_ms !== null) this.#timer = setTimeout(() => this.#advance({ type: "timer" }), delay_ms);
  }

  /** @param {string | null} session */
  #greet(session) {
    this.#helloId = this.#requests.nextId();
    const { observerKey, experiment } = this.#options;
    const hello = { type: "hello", id: this.#helloId, session, experiment: session ? null : experiment() };
    if (observerKey !== null) return this.#socket.post(hello);
    const run = runToOpen();
    return this.#socket.post({ ...hello, owner: ownerSecret(), ...(run && { run, session: null, experiment: null }) });
  }

  /** Greets the server as if no saved run had been chosen: it cannot be opened. @param {ErrorEvent} error */
  #greetWithoutRun(error) {
    setRunToOpen(null);
    this.#store.dispatch(error);
    this.#greet(load("sessionStorage", SECRET_KEY));
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    this.#advance({ type: "received" });
    if (typeof data === "string") return this.#takeEvent(withText(JSON.parse(data), this.#options.write));
    const frame = this.#frames.decode(data);
    if (frame) this.#options.onFrame(frame);
  }

  /** @param {ServerEvent} event */
  #takeEvent(event) {
    if (event.type === "layout") {
      this.#frames.add(event);
      return this.#options.onLayout();
    }
    if (event.type === "error" && event.id === this.#helloId) {
      if (runToOpen()) return this.#greetWithoutRun(event);
      const { code, message } = event;
      return this.#advance({ type: "refused", code, message, isCorrected: this.#options.onRefused(event) });
    }
    const isQuiet = "id" in event && this.#requests.isQuiet(event.id);
    if (!isQuiet) this.#store.dispatch(event);
    else if (event.type !== "error") this.#store.dispatch("message" in event ? { ...event, message: "" } : event);
    if (event.type === "seeking") this.#requests.prolong(event.id);
    else if ("id" in event) this.#requests.settle(event);
    if (event.type !== "welcome") return;
    setRunToOpen(null);
    this.#advance({ type: "welcomed", secret: event.session });
    this.#options.onWelcome();
  }
}
