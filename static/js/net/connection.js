/**
 * The websocket connection: sends commands, receives events and frames, reconnects and
 * resumes the same session. It owns the socket and the timers; connection-machine.js decides.
 */

import { initialMachine, transition } from "./connection-machine.js";
import { FrameDecoder } from "./frame.js";
import { Requests } from "./requests.js";
import { createSocket } from "./socket.js";
import { save, load } from "../base/storage.js";
import { t } from "../base/i18n.js";

/** @import { ServerEvent } from "../protocol.js" */
/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Frame, PageEvent, State } from "../types.js" */
/** @import { Effect, Input, Reason } from "./connection-machine.js" */
/** @import { Send } from "./requests.js" */

const SECRET_KEY = "backprop-live.session";
/** During training the server sends several messages per second. */
const CHECK_EVERY_MS = 2000;

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
 * @property {() => void} onSilence sends a command that the server must answer
 */

/** @param {Reason} reason */
const sentenceOf = (reason) => (typeof reason === "string" ? reason : t(reason.key, reason.values));

/** @param {Dispatcher} store @param {ConnectionOptions} options */
export function createConnection(store, options) {
  const { url, observerKey } = options;
  let machine = initialMachine(observerKey !== null);
  let helloId = 0;
  let timer = 0;
  const frames = new FrameDecoder();
  const requests = new Requests(() => advance({ type: "overdue" }));
  const socket = createSocket(url, {
    onOpen: () => advance({ type: "opened", secret: observerKey ?? load("sessionStorage", SECRET_KEY) }),
    onMessage: receive,
    onClose: (code) => advance({ type: "closed", code, reason: store.state.value.reason }),
  });
  setInterval(() => advance({ type: "check", isRunning: store.state.value.running && !document.hidden }), CHECK_EVERY_MS);
  window.addEventListener("online", () => advance({ type: "online" }));

  /** @param {Input} input */
  function advance(input) {
    const step = transition(machine, input, Math.random());
    machine = step.machine;
    for (const effect of step.effects) carryOut(effect);
  }

  /** @param {Effect} effect */
  function carryOut(effect) {
    switch (effect.type) {
      case "open":
        return typeof WebSocket === "undefined" ? advance({ type: "unsupported" }) : socket.open();
      case "release":
        socket.abandon();
        frames.clear();
        return requests.rejectAll(t("connection.request_lost"));
      case "timer":
        return setTimer(effect.delay_ms);
      case "hello":
        return greet(effect.secret);
      case "remember":
        return save("sessionStorage", SECRET_KEY, effect.secret);
      case "probe":
        return options.onSilence();
      case "show":
        return store.dispatch({ type: "connection", connection: effect.connection, reason: sentenceOf(effect.reason) });
    }
  }

  /** @param {number | null} delay_ms */
  function setTimer(delay_ms) {
    clearTimeout(timer);
    if (delay_ms !== null) timer = setTimeout(() => advance({ type: "timer" }), delay_ms);
  }

  /** @param {string | null} session */
  function greet(session) {
    helloId = requests.nextId();
    socket.post({ type: "hello", id: helloId, session, experiment: session ? null : options.experiment() });
  }

  /** @param {string | ArrayBuffer} data */
  function receive(data) {
    advance({ type: "received" });
    if (typeof data === "string") return takeEvent(JSON.parse(data));
    const frame = frames.decode(data);
    if (frame) options.onFrame(frame);
  }

  /** @param {ServerEvent} event */
  function takeEvent(event) {
    if (event.type === "layout") {
      frames.add(event);
      return options.onLayout();
    }
    if (event.type === "error" && event.id === helloId) {
      const { code, message } = event;
      return advance({ type: "refused", code, message, isCorrected: options.onRefused(event) });
    }
    const isQuiet = event.type === "ack" && requests.isQuiet(event.id);
    store.dispatch(isQuiet ? { ...event, message: "" } : event);
    if (event.type === "ack" || event.type === "error") requests.settle(event);
    if (event.type !== "welcome") return;
    advance({ type: "welcomed", secret: event.session });
    options.onWelcome();
  }

  /** @type {Send} */
  function send(request) {
    const id = requests.nextId();
    if (!socket.post({ ...request, id })) return Promise.reject(new Error(t("connection.not_connected")));
    return requests.answerTo(id, { isQuiet: request.type === "watch" });
  }

  return {
    send,
    /** Connects at once, and abandons an attempt that is under way. */
    connect: () => advance({ type: "connect" }),
    /** Discards the secret of this tab's earlier session. */
    forgetSession: () => save("sessionStorage", SECRET_KEY, null),
    /** Acknowledges a frame, so that the server sends the next one. @param {number} seq */
    acknowledge: (seq) => void socket.post({ type: "frame_ack", seq }),
  };
}
