/** The reducer of the page's state. Pure: `(state, event) => state`. */

import { number } from "../../base/numbers/format.js";
import { PAGE } from "../../base/page/page-data.js";
import { t } from "../../base/words/i18n.js";
import { exists } from "../../scene/network/targets.js";

/** @import { Ack, Changed, Diverged, PageEvent, ServerEvent, State, Status, View } from "../../types.js" */
/** @import { DiagnosisChanged, NetworkFields, TwinChanged, Welcome } from "../../protocol.js" */

const FREE = /** @type {readonly [null, null]} */ ([null, null]);

/** The view of a page that was opened without a link. @type {View} */
export const DEFAULT_VIEW = Object.freeze({
  ...PAGE.view,
  showTest: false,
  discretise: false,
  samples: Object.freeze({ onlyWrong: false, isHeld: false }),
  dashNegative: false,
  showFactors: true,
  difference: false,
  axisLimits: { loss: FREE, gradient: FREE },
  distributions: false,
  distributionRun: 0,
  distributionLayer: 0,
  preset: null,
  hover: null,
  probe: null,
  pinned: null,
  path: [],
  exact: null,
  part: "numbers",
  sheet: "network",
  op: null,
  digits: 4,
});

/** @type {State} */
export const INITIAL_STATE = Object.freeze({
  connection: "connecting",
  reason: "",
  resumedAt: null,
  running: false,
  experiment: null,
  pending: {},
  data: null,
  network: null,
  status: null,
  message: t("connection.begins"),
  tone: "plain",
  diverged: null,
  findings: [],
  observerKey: null,
  isObserver: false,
  observerCount: 0,
  twin: null,
  program: null,
  view: DEFAULT_VIEW,
  watched: Object.freeze({ nodes: [], sections: [] }),
});

/**
 * @param {State} state
 * @param {PageEvent | ServerEvent} event
 * @returns {State}
 */
export function reduce(state, event) {
  switch (event.type) {
    case "connection":
      return { ...state, connection: event.connection, reason: event.reason, message: unconnectedMessage(event, state), tone: "plain" };
    case "view":
      return { ...state, view: { ...state.view, ...event.patch } };
    case "watched":
      return { ...state, watched: event.watched };
    case "notice":
      return { ...state, message: event.message, tone: event.tone };
    case "corrected":
      return state.tone === "error" && !state.diverged ? { ...state, message: "", tone: "plain" } : state;
    case "pending":
      return { ...state, pending: event.fields };
    case "dismiss":
      return { ...state, diverged: null };
    case "welcome":
      return applyWelcome(state, event);
    case "ack":
    case "changed":
      return applyChange(state, event);
    case "audience":
      return { ...state, observerCount: event.observers };
    case "error":
      return { ...state, message: event.message, tone: "error" };
    case "data":
      return { ...state, data: withoutType(event), view: { ...state.view, probe: firstProbe(state.network) } };
    case "network":
      return { ...state, network: withoutType(event), view: { ...withValidTargets(state.view, event), probe: probeWith(event, state) } };
    case "twin":
      return { ...state, twin: twinOf(event), view: { ...state.view, probe: state.view.probe ?? firstProbe(event.network) } };
    case "program":
      return { ...state, program: { ...event, listing: event.listing ?? state.program?.listing ?? null } };
    case "status":
      return applyStatus(state, event);
    case "diverged":
      if (event.run === 1) return { ...state, running: false, message: t("twin.diverged", { message: divergedSentence(event) }), tone: "error" };
      return { ...state, running: false, diverged: event, message: divergedSentence(event), tone: "error" };
    case "diagnosis":
      return { ...state, findings: withFindings(state.findings, event) };
    case "storage":
      return { ...state, message: event.message, tone: event.problem ? "error" : "plain" };
    case "closing":
      return { ...state, reason: event.message };
    default:
      return state;
  }
}

/** @param {Extract<PageEvent, { type: "connection" }>} event @param {State} state */
function unconnectedMessage({ connection }, { experiment }) {
  if (connection === "closed") return t("connection.not_connected");
  return t(experiment ? "connection.request_lost" : "connection.begins");
}

/** @param {State} state @param {Welcome} event @returns {State} */
function applyWelcome(state, event) {
  const isObserver = event.observer_key === null;
  const isAnew = state.experiment !== null && (state.status?.step ?? 0) > 0;
  const began = isObserver ? t("observe.begins") : t(isAnew ? "connection.anew" : "connection.ready");
  const message = event.resumed ? t("connection.resumed", { step: event.step }) : began;
  return {
    ...state,
    connection: "live",
    observerKey: event.observer_key,
    isObserver,
    reason: "",
    resumedAt: event.resumed ? event.step : null,
    running: event.running,
    experiment: event.experiment,
    data: event.data,
    network: event.network,
    twin: null,
    program: event.resumed ? state.program : null,
    view: {
      ...withValidTargets(state.view, event.network),
      probe: (event.resumed ? state.view.probe : null) ?? firstProbe(event.network),
      speed: event.resumed && event.running ? event.steps_per_second : state.view.speed,
    },
    diverged: event.resumed ? state.diverged : null,
    findings: [],
    message,
    tone: "plain",
  };
}

/** Returns the sample that is followed at first: the pictures of networks that are not dense are of one sample. @param {NetworkFields | null} network */
const firstProbe = (network) => (network && network.kind !== "dense" ? 0 : null);

/** Returns the sample that is followed when the network changes: another one only if its kind is pictured otherwise. @param {NetworkFields} network @param {State} state */
const probeWith = (network, state) => (firstProbe(network) === firstProbe(state.network) ? state.view.probe : firstProbe(network));

/** @param {TwinChanged} event @returns {State["twin"]} */
function twinOf({ experiment, network, differences, first_difference }) {
  return experiment && network && { experiment, network, differences, first_difference };
}

/** @param {State} state @param {Ack | Changed} event @returns {State} */
function applyChange(state, event) {
  const next = { ...state, experiment: event.experiment ?? state.experiment };
  if (event.experiment) next.diverged = null;
  const isAfterDivergence = state.diverged !== null && event.experiment && event.step > 0;
  const message = event.message && isAfterDivergence ? t("diverged.weights", { message: event.message }) : event.message;
  return message ? { ...next, message, tone: "plain" } : next;
}

/** @param {State} state @param {Status} event @returns {State} */
function applyStatus(state, event) {
  const diverged = event.running ? null : state.diverged;
  return { ...state, status: event, running: event.running, diverged };
}

/** Replaces the findings of one network. @param {State["findings"]} all @param {DiagnosisChanged} event @returns {State["findings"]} */
function withFindings(all, { run, step, findings }) {
  const next = [...all];
  next[run] = findings.map((finding) => ({ ...finding, run, step }));
  return Array.from(next, (list) => list ?? []);
}

/** @param {Diverged} event */
export function divergedSentence(event) {
  return t("diverged", { message: event.message, step: event.last_finite_step });
}

/**
 * Returns a sentence about the state of training for screen readers.
 *
 * @param {State} state
 */
export function spokenStatus({ status, running, data }) {
  if (!status) return "";
  const losses = { train: number(status.train_loss, 3), test: number(status.test_loss, 3) };
  const right = data?.task === "classification" && status.test_accuracy !== null ? t("spoken.right", { n: Math.round(status.test_accuracy * 100) }) : "";
  return t(running ? "spoken.running" : "spoken.paused", { step: status.step, ...losses }) + right;
}

/** @param {View} view @param {NetworkFields} network @returns {View} */
const withValidTargets = (view, network) => ({
  ...view,
  hover: exists(view.hover, network) ? view.hover : null,
  pinned: exists(view.pinned, network) ? view.pinned : null,
  path: [],
});

/**
 * @template {{ type: string }} T
 * @param {T} event
 * @returns {Omit<T, "type">}
 */
function withoutType({ type: _type, ...rest }) {
  return rest;
}
