/**
 * The websocket connection: sends commands, receives events and frames. Reconnects with
 * exponential backoff and resumes the same session by its secret.
 */

import { decodeFrame, layoutIdOf } from "./frame.js";
import { save, load } from "../base/storage.js";
import { t } from "../base/i18n.js";
import { withText } from "../base/sentence.js";

/** @import { Command, FrameLayout, Sentence } from "../protocol.js" */
/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Ack, Frame, PageEvent, ServerEvent, State } from "../types.js" */

const PROTOCOL = "backprop-live.v1";
const SECRET_KEY = "backprop-live.session";
const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 8000;
/** Failed attempts after which the page reports that the server may have stopped. */
const ATTEMPTS_UNTIL_NOTICE = 4;
const ACK_TIMEOUT_MS = 10000;
/** Longer than the timeout of an ack, because the page itself is still loading. */
const WELCOME_TIMEOUT_MS = 30000;
/** During training the server sends several messages per second. */
const SILENCE_CHECK_MS = 2000;
/** The close code of a connection that ended without a close frame (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1006;
/** Close codes after which the page does not reconnect by itself. */
const FINAL_CODES = new Set([1002, 1003, 1007, 1008, 4000, 4001]);

/** @template T @typedef {T extends unknown ? Omit<T, "id"> : never} WithoutId */
/** @typedef {{ state: Pick<ReadonlySignal<State>, "value">, dispatch: (event: PageEvent | ServerEvent) => void }} Dispatcher the part of the store that the connection uses */
/** @typedef {WithoutId<Exclude<Command, { type: "frame_ack" }>>} Request */
/** @typedef {Extract<ServerEvent, { type: "error" }>} ErrorEvent */
/** @typedef {{ resolve: (ack: Ack) => void, reject: (error: Error) => void, timer: number, isQuiet: boolean }} Waiting */

/**
 * Returns the delay in ms before an attempt to reconnect: exponential backoff with jitter.
 *
 * @param {number} attempt from 0
 * @param {number} random 0 to 1
 */
export function reconnectDelay(attempt, random) {
  const delay_ms = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return delay_ms * (0.5 + random);
}

/**
 * @param {Dispatcher} store
 * @param {object} options
 * @param {string} options.url
 * @param {string | null} options.observerKey the session to observe; null for a controller
 * @param {() => Record<string, unknown> | null} options.experiment the experiment of a new session
 * @param {(error: ErrorEvent) => boolean} options.onRefused returns whether `experiment` now has another experiment to try
 * @param {(frame: Frame) => void} options.onFrame
 * @param {() => void} options.onLayout called when later frames have another layout
 * @param {() => void} options.onWelcome
 * @param {(sentence: Sentence) => string} options.say writes a message of the server
 * @param {() => void} options.onSilence sends a command that the server must answer
 */
export function createConnection(store, { url, observerKey, experiment, onRefused, onFrame, onLayout, onWelcome, say, onSilence }) {
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  /** @type {Map<number, FrameLayout>} */
  const layouts = new Map();
  let nextId = 1;
  let helloId = 0;
  let attempt = 0;
  let timer = 0;
  let silences = 0;
  setInterval(checkSilence, SILENCE_CHECK_MS);
  window.addEventListener("online", () => {
    if (socket?.readyState === WebSocket.OPEN) onSilence();
    else if (store.state.value.connection === "reconnecting") retry();
  });

  function open() {
    clearTimeout(timer);
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    if (typeof WebSocket === "undefined") {
      finish(t("connection.no_websocket"));
      return;
    }
    const opened = new WebSocket(url, [PROTOCOL]);
    socket = opened;
    timer = window.setTimeout(dropConnection, WELCOME_TIMEOUT_MS);
    opened.binaryType = "arraybuffer";
    opened.addEventListener("open", () => hello(observerKey ?? load("sessionStorage", SECRET_KEY)));
    opened.addEventListener("message", ({ data }) => {
      if (opened !== socket) return;
      silences = 0;
      if (data instanceof ArrayBuffer) takeFrame(data);
      else takeEvent(withText(JSON.parse(data), say));
    });
    opened.addEventListener("close", ({ code }) => {
      if (opened === socket) handleClose(code);
    });
  }

  /** @param {string | null} session */
  function hello(session) {
    helloId = nextId++;
    post({ type: "hello", id: helloId, session, experiment: session ? null : experiment() });
  }

  /** @param {ServerEvent} event */
  function takeEvent(event) {
    if (event.type === "layout") {
      layouts.set(event.layout, event);
      onLayout();
      for (const known of layouts.keys()) if (layouts.size > 4 && known !== event.layout) layouts.delete(known);
      return;
    }
    if (event.type === "error" && event.id === helloId) {
      if (observerKey) {
        finish(event.code === "session_unknown" ? t("looking.over") : event.message);
        return;
      }
      save("sessionStorage", SECRET_KEY, null);
      if (event.code === "session_unknown" || onRefused(event)) hello(null);
      else finish(event.message);
      return;
    }
    const isQuiet = event.type === "ack" && waiting.get(event.id)?.isQuiet;
    store.dispatch(isQuiet ? { ...event, message: "" } : event);
    if (event.type === "welcome") {
      clearTimeout(timer);
      if (!observerKey) save("sessionStorage", SECRET_KEY, event.session);
      attempt = 0;
      onWelcome();
    } else if ((event.type === "ack" || event.type === "error") && event.id !== null) {
      settleRequest(event.id, event);
    }
  }

  /** @param {number} id @param {Extract<ServerEvent, { type: "ack" | "error" }>} event */
  function settleRequest(id, event) {
    const request = waiting.get(id);
    if (!request) return;
    waiting.delete(id);
    clearTimeout(request.timer);
    if (event.type === "ack") request.resolve(event);
    else request.reject(Object.assign(new Error(event.message), { field: event.field, code: event.code }));
  }

  /** @param {ArrayBuffer} buffer */
  function takeFrame(buffer) {
    const layout = layouts.get(layoutIdOf(buffer));
    if (layout) onFrame(decodeFrame(buffer, layout));
  }

  /** Calls `onSilence` when nothing arrives during a run; if that command times out, the connection is dead. */
  function checkSilence() {
    const isOpen = socket !== null && socket.readyState === WebSocket.OPEN;
    silences = isOpen && store.state.value.running && !document.hidden ? silences + 1 : 0;
    if (silences === 2) onSilence();
  }

  /** Abandons a connection that does not answer; its close event may take the browser a minute. */
  function dropConnection() {
    const dead = socket;
    handleClose(ABNORMAL_CLOSURE);
    dead?.close();
  }

  /** @param {number} code */
  function handleClose(code) {
    clearTimeout(timer);
    socket = null;
    silences = 0;
    for (const request of waiting.values()) {
      clearTimeout(request.timer);
      request.reject(new Error(t("connection.request_lost")));
    }
    waiting.clear();
    layouts.clear();
    if (FINAL_CODES.has(code)) {
      finish(store.state.value.reason || t("connection.ended_by", { code: String(code) }));
      return;
    }
    const delay_ms = reconnectDelay(attempt, Math.random());
    attempt += 1;
    store.dispatch({ type: "connection", connection: "reconnecting", reason: attempt > ATTEMPTS_UNTIL_NOTICE ? t("connection.gone") : "" });
    timer = window.setTimeout(open, delay_ms);
  }

  /** @param {string} reason */
  function finish(reason) {
    clearTimeout(timer);
    const old = socket;
    socket = null;
    old?.close();
    store.dispatch({ type: "connection", connection: "closed", reason });
  }

  /** @param {Command} command */
  function post(command) {
    if (!socket || socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(command));
    return true;
  }

  /**
   * Sends a command; the promise rejects if the server refuses it or the connection is lost.
   *
   * @param {Request} request
   * @returns {Promise<Ack>}
   */
  function send(request) {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const late = window.setTimeout(dropConnection, ACK_TIMEOUT_MS);
      waiting.set(id, { resolve, reject, timer: late, isQuiet: request.type === "watch" });
      if (!post(/** @type {Command} */ ({ ...request, id }))) {
        clearTimeout(late);
        waiting.delete(id);
        reject(new Error(t("connection.not_connected")));
      }
    });
  }

  /** Connects again at once, and abandons an attempt that is under way. */
  function retry() {
    attempt = 0;
    const late = socket;
    if (late?.readyState === WebSocket.CONNECTING) {
      socket = null;
      late.close();
    }
    open();
  }

  return {
    open,
    /** Discards the secret of this tab's earlier session. */
    forgetSession: () => save("sessionStorage", SECRET_KEY, null),
    send,
    retry,
    /** Acknowledges a frame, so that the server sends the next one. @param {number} seq */
    acknowledge(seq) {
      post({ type: "frame_ack", seq });
    },
  };
}
