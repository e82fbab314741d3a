/**
 * The state machine of the websocket connection. Pure: `transition` takes an input and
 * returns the next state with the effects that connection.js carries out in order.
 *
 *     connecting -- opened --> greeting -- welcomed --> live
 *     connecting, greeting, live -- closed, timer, overdue --> waiting, or closed
 *     waiting -- timer, connect, online --> connecting
 *     greeting -- refused --> greeting, or closed
 *     closed -- connect --> connecting
 */

import { PAGE } from "../base/page/page-data.js";

/** @import { Connection } from "../types.js" */
/** @import { Key, Values } from "../base/words/i18n.js" */

/**
 * - `connecting`: the browser opens a socket;
 * - `greeting`: the socket is open, the server has not answered the hello yet;
 * - `live`: the server has sent its welcome;
 * - `waiting`: there is no socket until the next attempt is due;
 * - `closed`: there is no socket, and no attempt before the user asks for one.
 *
 * @typedef {"connecting" | "greeting" | "live" | "waiting" | "closed"} Phase
 */

/**
 * @typedef {object} Machine
 * @property {Phase} phase
 * @property {boolean} isObserver whether the page observes the session of another one
 * @property {number} attempt the number of attempts since the last welcome
 * @property {number} refusals the number of handshakes in a row that a server refused which answers HTTP
 * @property {number} silentChecks the number of checks since the last message during a run
 */

/** A text of the server, or a key of the catalogue. @typedef {string | { key: Key, values?: Values }} Reason */

/**
 * @typedef {{ type: "connect" }
 *   | { type: "unsupported" }
 *   | { type: "opened", secret: string | null }
 *   | { type: "received" }
 *   | { type: "welcomed", secret: string }
 *   | { type: "refused", code: string, message: string, isCorrected: boolean }
 *   | { type: "closed", code: number, reason: string }
 *   | { type: "reached", isThere: boolean }
 *   | { type: "overdue" }
 *   | { type: "timer" }
 *   | { type: "online" }
 *   | { type: "check", isRunning: boolean }
 * } Input
 *
 * - `connect`: the page or its user asks for an attempt at once;
 * - `unsupported`: the browser has no WebSocket;
 * - `opened`: `secret` names the session to resume or to observe;
 * - `refused`: the server refused the hello; `isCorrected` if the experiment was changed since;
 * - `closed`: with the close code and the server's reason;
 * - `reached`: after a failed handshake; `isThere` if the server answers HTTP;
 * - `overdue`: a request was not answered in time;
 * - `check`: comes every second; `isRunning` if messages are to be expected.
 */

/**
 * @typedef {{ type: "open" }
 *   | { type: "release" }
 *   | { type: "timer", delay_ms: number | null }
 *   | { type: "hello", secret: string | null }
 *   | { type: "remember", secret: string | null }
 *   | { type: "probe" }
 *   | { type: "reach" }
 *   | { type: "show", connection: Connection, reason: Reason }
 * } Effect
 *
 * - `open`: open a socket;
 * - `release`: abandon the socket and reject all requests;
 * - `timer`: replace the timer, or stop it if the delay is null;
 * - `hello`: greet the server, with the secret of a session or with an experiment;
 * - `remember`: keep the secret of the session for the next hello;
 * - `probe`: send a command that the server must answer;
 * - `reach`: find out whether the server answers HTTP;
 * - `show`: show the state of the connection.
 */

/** @typedef {{ machine: Machine, effects: Effect[] }} Step */

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 8000;
/** Failed attempts after which the page reports that the server may have stopped. */
const ATTEMPTS_UNTIL_NOTICE = 4;
/** Longer than the timeout of an ack, because the page itself is still loading. */
const WELCOME_TIMEOUT_MS = 30000;
/** One refused handshake may be that of a server which is just starting. */
const REFUSALS_UNTIL_NOTICE = 2;
/** Close codes after which the page does not reconnect by itself. */
const FINAL_CODES = new Set(PAGE.final_codes);
/** After so many silent checks the server must answer a command. */
const CHECKS_UNTIL_PROBE = 2;
/** After so many, with the probe among them, the connection is dead: sooner than the timeout of an answer. */
const CHECKS_UNTIL_DEAD = 9;

/** @type {Effect} */
const STOP_TIMER = { type: "timer", delay_ms: null };

/** @param {boolean} isObserver @returns {Machine} a machine that has not connected yet */
export const initialMachine = (isObserver) => ({ phase: "waiting", isObserver, attempt: 0, refusals: 0, silentChecks: 0 });

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
 * @param {Machine} machine
 * @param {Input} input
 * @param {number} random 0 to 1, for the jitter of delays
 * @returns {Step}
 */
export function transition(machine, input, random) {
  switch (input.type) {
    case "connect":
      return connectNow(machine);
    case "unsupported":
      return close(machine, { key: "connection.no_websocket" });
    case "opened":
      return { machine: { ...machine, phase: "greeting", refusals: 0 }, effects: [{ type: "hello", secret: input.secret }] };
    case "received":
      return { machine: { ...machine, silentChecks: 0 }, effects: [] };
    case "welcomed":
      return welcome(machine, input.secret);
    case "refused":
      return refuse(machine, input, random);
    case "closed":
      if (FINAL_CODES.has(input.code)) return close(machine, input.reason || { key: "connection.ended_by", values: { code: String(input.code) } });
      return failed(machine, random);
    case "reached":
      return reached(machine, input.isThere);
    case "overdue":
      return wait(machine, random);
    case "timer":
      return machine.phase === "waiting" ? open(machine) : wait(machine, random);
    case "online":
      if (machine.phase === "live") return { machine, effects: [{ type: "probe" }] };
      return machine.phase === "connecting" || machine.phase === "waiting" ? connectNow(machine) : { machine, effects: [] };
    case "check":
      return check(machine, input.isRunning, random);
  }
}

/** @param {Machine} machine @returns {Step} */
function open(machine) {
  return { machine: { ...machine, phase: "connecting" }, effects: [{ type: "timer", delay_ms: WELCOME_TIMEOUT_MS }, { type: "open" }] };
}

/** Connects at once, and abandons a socket that is not open yet. @param {Machine} machine @returns {Step} */
function connectNow(machine) {
  const first = { ...machine, attempt: 0 };
  if (machine.phase === "greeting" || machine.phase === "live") return { machine: first, effects: [] };
  const step = open(first);
  return machine.phase === "connecting" ? { ...step, effects: [{ type: "release" }, ...step.effects] } : step;
}

/** Waits for the next attempt; after a failed handshake asks what has failed, which a browser does not tell. @param {Machine} machine @param {number} random @returns {Step} */
function failed(machine, random) {
  const step = wait(machine, random);
  return machine.phase === "connecting" ? { ...step, effects: [...step.effects, { type: "reach" }] } : step;
}

/** @param {Machine} machine @param {boolean} isThere @returns {Step} */
function reached(machine, isThere) {
  if (machine.phase !== "waiting" && machine.phase !== "connecting") return { machine, effects: [] };
  const next = { ...machine, refusals: isThere ? machine.refusals + 1 : 0 };
  if (next.refusals < REFUSALS_UNTIL_NOTICE && machine.refusals < REFUSALS_UNTIL_NOTICE) return { machine: next, effects: [] };
  return { machine: next, effects: [{ type: "show", connection: "reconnecting", reason: reasonToWait(next) }] };
}

/** @param {Machine} machine @returns {Reason} */
function reasonToWait({ attempt, refusals }) {
  if (refusals >= REFUSALS_UNTIL_NOTICE) return { key: "connection.refused" };
  return attempt > ATTEMPTS_UNTIL_NOTICE ? { key: "connection.gone" } : "";
}

/** Waits for the next attempt. @param {Machine} machine @param {number} random @param {string} [reason] what for, if not for the server @returns {Step} */
function wait(machine, random, reason) {
  const next = { ...machine, phase: /** @type {const} */ ("waiting"), attempt: machine.attempt + 1, silentChecks: 0 };
  return {
    machine: next,
    effects: [
      { type: "release" },
      { type: "timer", delay_ms: reconnectDelay(machine.attempt, random) },
      { type: "show", connection: "reconnecting", reason: reason ?? reasonToWait(next) },
    ],
  };
}

/** @param {Machine} machine @param {Reason} reason @returns {Step} */
function close(machine, reason) {
  return {
    machine: { ...machine, phase: "closed", silentChecks: 0 },
    effects: [{ type: "release" }, STOP_TIMER, { type: "show", connection: "closed", reason }],
  };
}

/** @param {Machine} machine @param {string} secret @returns {Step} */
function welcome(machine, secret) {
  return {
    machine: { ...machine, phase: "live", attempt: 0 },
    effects: machine.isObserver ? [STOP_TIMER] : [STOP_TIMER, { type: "remember", secret }],
  };
}

/** Greets the server again if another hello can succeed. @param {Machine} machine @param {Extract<Input, { type: "refused" }>} refusal @param {number} random @returns {Step} */
function refuse(machine, { code, message, isCorrected }, random) {
  const isUnknown = code === "session_unknown";
  if (code === "session_away") return wait(machine, random, message);
  if (machine.isObserver) return close(machine, isUnknown ? { key: "observe.over" } : message);
  /** @type {Effect} */
  const forget = { type: "remember", secret: null };
  if (isUnknown || isCorrected) return { machine, effects: [forget, { type: "hello", secret: null }] };
  const { machine: closed, effects } = close(machine, message);
  return { machine: closed, effects: [forget, ...effects] };
}

/** Probes a connection on which nothing arrives during a run; if not even the answer does, the connection is dead. @param {Machine} machine @param {boolean} isRunning @param {number} random @returns {Step} */
function check(machine, isRunning, random) {
  const silentChecks = machine.phase === "live" && isRunning ? machine.silentChecks + 1 : 0;
  if (silentChecks >= CHECKS_UNTIL_DEAD) return wait(machine, random);
  return { machine: { ...machine, silentChecks }, effects: silentChecks === CHECKS_UNTIL_PROBE ? [{ type: "probe" }] : [] };
}
