/** Starts the page: creates its parts and connects them. */

import { effect } from "@preact/signals-core";
import { byId, radios } from "./base/page/dom.js";
import { PAGE as page } from "./base/page/page-data.js";
import { loadWords, t } from "./base/words/i18n.js";
import { inputLabels, valueLabels } from "./base/words/labels.js";
import { sentenceText } from "./base/words/sentence.js";
import { Connection } from "./net/connection.js";
import { FrameRouter } from "./net/frame-router.js";
import { bindUpload } from "./panels/data/upload/upload.js";
import { createUploads } from "./panels/data/uploaded-tables.js";
import { bindExport } from "./panels/export/export.js";
import { bindStrip, restoreStrips } from "./panels/network/gradient-strip.js";
import { bindOnDemand } from "./panels/on-demand.js";
import { bindProbe } from "./panels/output/probe.js";
import { followTheme } from "./panels/page/theme-button.js";
import { bindAll } from "./panels/panels.js";
import { bindRuns } from "./panels/runs/runs.js";
import { Address, schemaOf } from "./panels/share/address-sync.js";
import { observerKeyOf } from "./panels/share/fragment.js";
import { bindObservers } from "./panels/share/observers.js";
import { bindShare } from "./panels/share/share.js";
import { createStage } from "./stage/stage.js";
import { createActions } from "./state/edits/actions.js";
import { createLostTwin } from "./state/edits/lost-twin.js";
import { createStore } from "./state/store/store.js";
import { createPictureStore, createTwinStore } from "./state/store/twin-store.js";

/** @import { Sentence } from "./protocol.js" */
/** @import { ChartSource } from "./panels/context.js" */
/** @import { Store } from "./state/store/store.js" */

/** @param {string} id */
const canvas = (id) => /** @type {HTMLCanvasElement} */ (byId(id));

/** An element of a gradient strip. @param {string} id @param {string} name */
const part = (id, name) => /** @type {HTMLElement} */ (byId(id).querySelector(`.factors-${name}`));

function start() {
  const observerKey = observerKeyOf(location.hash);
  const isPlain = location.hash === "";
  const store = createStore();
  const twin = createTwinStore(store);
  const picture = createPictureStore(store, twin);
  const uploads = createUploads(store);
  const schema = schemaOf(page, store, (id) => radios(id).map(({ value }) => value));
  const address = new Address(store, schema, uploads, loadWords);
  const label = inputLabels(store.state, page);
  const write = (/** @type {Sentence} */ sentence) => sentenceText(sentence, valueLabels(page, label));
  const router = new FrameRouter(store, { show: (frame) => stage.receive(frame), acknowledge: (seq) => connection.acknowledge(seq) });
  const connection = new Connection(router, {
    url: socketUrl(),
    observerKey,
    experiment() {
      const { experiment } = store.state.value;
      lostTwin.remember();
      return experiment ? upload.restore(experiment) : address.experiment();
    },
    onRefused: (error) => address.onRefused(error),
    onFrame: (frame) => router.receive(frame),
    onLayout: () => stage.discardFrames(),
    onWelcome() {
      actions.subscribe();
      address.onWelcome(actions);
      void upload.onWelcome().then(lostTwin.onWelcome);
    },
    write,
    onSilence: () => actions.subscribe(),
  });
  const actions = createActions(store, page, connection.send, uploads.expect);
  const lostTwin = createLostTwin(store, actions);
  const theme = followTheme(store, byId("theme"));
  const stage = createStage(store, stageElements(), {
    acknowledge: connection.acknowledge,
    twin: { store: twin, picture, elements: twinElements() },
    labels: { activation: (name) => page.labels["activation"]?.[name] ?? name, input: label },
  });
  const charts = /** @type {ChartSource[]} */ ([]);
  const context = {
    store,
    page,
    actions,
    label,
    shape: stage.shape,
    charts: () => charts,
    readFrames: router.readFrames.bind(router),
    retry: connection.connect,
    ask: connection.ask,
    write,
  };
  address.bind(actions, theme.choose);
  bindAll(context);
  bindProbe(context, stage.plot);
  restoreStrips(store);
  bindStrip(byId("factors"), store, stage.strip);
  bindStrip(byId("twin-factors"), twin, stage.twinStrip);
  const upload = bindUpload(context, uploads);
  bindShare(context, address, schema, uploads);
  bindExport(context, address, picture);
  bindObservers(context);
  bindRuns(context);
  bindOnDemand(context, { stage, twin, picture, charts, isVisit: observerKey === null, isPlain });
  showState(store);
  reportFailures(store);
  if (!address.isOwn && !observerKey) connection.forgetSession();
  connection.connect();
}

function socketUrl() {
  const url = new URL("ws", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";
  return url.href;
}

const stageElements = () => ({
  networkBox: byId("network-box"),
  edges: canvas("network-edges"),
  nodes: canvas("network"),
  highlights: canvas("network-live"),
  stripBox: part("factors", "box"),
  strip: /** @type {HTMLCanvasElement} */ (part("factors", "canvas")),
  outputBox: byId("output-box"),
  output: canvas("output"),
  points: canvas("output-points"),
});

const twinElements = () => ({
  networkBox: byId("twin-network-box"),
  edges: canvas("twin-network-edges"),
  nodes: canvas("twin-network"),
  highlights: canvas("twin-network-live"),
  stripBox: part("twin-factors", "box"),
  strip: /** @type {HTMLCanvasElement} */ (part("twin-factors", "canvas")),
  outputBox: byId("twin-output-box"),
  output: canvas("twin-output"),
  points: canvas("twin-output-points"),
});

/** Shows the state of the connection and of the run as attributes of the body. @param {Store} store */
function showState(store) {
  effect(() => {
    const { connection, running } = store.state.value;
    document.body.dataset["connection"] = connection;
    document.body.dataset["running"] = String(running);
  });
}

/** Reports what fails though the server is there, as a part of the page that cannot be loaded. @param {Store} store */
function reportFailures(store) {
  window.addEventListener("unhandledrejection", ({ reason }) => {
    if (store.state.peek().connection !== "live") return;
    store.dispatch({ type: "notice", message: t("page.failed", { reason: String(reason.message ?? reason) }), tone: "error" });
  });
}

if (!("tooOld" in document.documentElement.dataset)) start();
