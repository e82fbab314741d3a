/** Starts the page: creates its parts and connects them. */

import { effect } from "@preact/signals-core";
import { byId, radios } from "./base/page/dom.js";
import { onFirstUse } from "./base/page/first-use.js";
import { PAGE as page } from "./base/page/page-data.js";
import { applyStyles } from "./base/page/styles.js";
import { once } from "./base/timing/once.js";
import { loadWords } from "./base/words/i18n.js";
import { inputLabels, valueLabels } from "./base/words/labels.js";
import { say } from "./base/words/sentence.js";
import { Connection } from "./net/connection.js";
import { bindUpload } from "./panels/data/upload/upload.js";
import { createUploads } from "./panels/data/uploaded-tables.js";
import { bindExport } from "./panels/export/export.js";
import { addKindChoice, bindPictures } from "./panels/kinds/loading.js";
import { bindStrip, restoreStrips } from "./panels/network/gradient-strip.js";
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
/** @import { Frame, PageEvent, ServerEvent } from "./types.js" */
/** @import { PanelContext } from "./panels/context.js" */
/** @import { Store } from "./state/store/store.js" */
/** @typedef {ReturnType<typeof createStage>["plot"]} Plot */

/** Events of the steps of a film. */
const PASSING = new Set(["ack", "status"]);

/** @param {string} id */
const canvas = (id) => /** @type {HTMLCanvasElement} */ (byId(id));

/** An element of a gradient strip. @param {string} id @param {string} name */
const part = (id, name) => /** @type {HTMLElement} */ (byId(id).querySelector(`.factors-${name}`));

function start() {
  const store = createStore();
  const observerKey = observerKeyOf(location.hash);
  const schema = schemaOf(page, store, (id) => radios(id).map(({ value }) => value));
  const uploads = createUploads(store);
  const address = new Address(store, schema, uploads, loadWords);
  const write = (/** @type {Sentence} */ sentence) => say(sentence, valueLabels(page, label));
  /** Reads the frames of a film; the page shows no other frames. @type {{ read: ((frame: Frame) => void) | null }} */
  const film = { read: null };
  const follower = {
    state: store.state,
    dispatch: (/** @type {PageEvent | ServerEvent} */ event) => (film.read && PASSING.has(event.type) ? undefined : store.dispatch(event)),
  };
  const connection = new Connection(follower, {
    url: socketUrl(),
    observerKey,
    experiment: () => {
      const { experiment } = store.state.value;
      lostTwin.remember();
      return experiment ? upload.restore(experiment) : address.experiment();
    },
    onRefused: (error) => address.onRefused(error),
    onFrame: (frame) => (film.read ?? stage.receive)(frame),
    onLayout: () => stage.discardFrames(),
    onWelcome: () => {
      actions.subscribe();
      address.onWelcome(actions);
      void upload.onWelcome().then(lostTwin.onWelcome);
    },
    say: write,
    onSilence: () => actions.subscribe(),
  });
  const actions = createActions(store, page, connection.send, uploads.expect);
  const lostTwin = createLostTwin(store, actions);
  const theme = followTheme(store, byId("theme"));
  const label = inputLabels(store.state, page);
  const twin = createTwinStore(store);
  const picture = createPictureStore(store, twin);
  const stage = createStage(store, stageElements(), {
    acknowledge: connection.acknowledge,
    twin: { store: twin, picture, elements: twinElements() },
    labels: { activation: (name) => page.labels["activation"]?.[name] ?? name, input: label },
  });
  /** @type {ReturnType<PanelContext["charts"]>} */
  let charts = [];
  /** @type {PanelContext["readFrames"]} */
  const readFrames = (read) => {
    film.read =
      read &&
      ((frame) => {
        connection.acknowledge(frame.seq);
        read(frame);
      });
  };
  const context = {
    store,
    page,
    actions,
    label,
    shape: stage.shape,
    charts: () => charts,
    readFrames,
    retry: connection.connect,
    ask: connection.ask,
    say: write,
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
  const lateParts = async () => {
    charts = await addCharts(context);
  };
  const addSelecting = onFirstUse(byId("network"), ["focus", "pointermove", "pointerleave", "click", "keydown"], () => addSelection(context));
  const isPlain = location.hash === "";
  const addLast = async () => {
    addSelecting();
    for (const add of [addUnits, addTime, addKindChoice]) await add(context);
    if (!observerKey) (await import("./panels/visit/visit.js")).bindVisit(context, isPlain);
  };
  requestAnimationFrame(() => setTimeout(() => void lateParts().finally(addLast)));
  once(
    () => (store.view.value.hover ?? store.view.value.pinned) !== null,
    () => void addCard(context),
  );
  bindOutputs(context, [stage.plot, stage.twinPlot]);
  once(
    () => store.state.value.findings.some((list) => list.length > 0),
    () => void addDiagnosis(context, twin),
  );
  once(
    () => (store.frame.value?.step ?? 0) > 0 && !store.state.value.running,
    () => void addSpokenOutputs(store, twin),
  );
  once(
    () => store.view.value.tab === "twins",
    () => void addTwins(context, { ...context, store: twin, shape: stage.twinShape }, picture, [stage.strip, stage.twinStrip]),
  );
  bindPictures(stage.add, context, { ...context, store: twin, shape: stage.twinShape });
  once(
    () => store.view.value.tab === "inside",
    () => void addInside(context),
  );
  showState(store);
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

/** Loads the hidden table of the neurons, and the marks of those that are dead or saturated. @param {PanelContext} context */
async function addUnits(context) {
  const [table, health] = await Promise.all([import("./panels/network/values-table.js"), import("./panels/network/unit-health.js")]);
  table.bindValuesTable(context);
  health.bindUnitHealth(context);
}

/** Loads what selects on the network by pointer and keys. @param {PanelContext} context */
async function addSelection(context) {
  const [{ bindPointer }] = await Promise.all([import("./panels/network/pointer.js"), loadWords()]);
  bindPointer(context);
}

/** Loads the card about what is selected on the network, and what ends a selection. @param {PanelContext} context */
async function addCard(context) {
  const [{ bindCard }, { bindEscape }] = await Promise.all([import("./panels/network/card.js"), import("./panels/network/pointer.js"), loadWords()]);
  bindCard(context, byId("card"), { isEditable: true });
  bindEscape(context);
}

/** Loads the cards of points when an output, or the box for the number of a sample, is used for the first time. @param {PanelContext} context @param {readonly [Plot, Plot]} plots of the run and of its twin */
function bindOutputs(context, [plot, twinPlot]) {
  /** @param {string} id @param {Plot} of @param {0 | 1} run @param {HTMLElement} [numberBox] */
  const bind = (id, of, run, numberBox) => {
    const box = byId(id);
    let isCalled = false;
    const add = async () => {
      if (isCalled) return;
      isCalled = true;
      const script = import("./panels/output/point-card.js");
      await loadWords();
      (await script).bindPointCard(context, { box, plot: of, run }, numberBox);
    };
    box.addEventListener("pointerenter", add);
    numberBox?.addEventListener("focus", add);
  };
  bind("output-box", plot, 0, byId("probe"));
  bind("twin-output-box", twinPlot, 1);
}

/** Loads the card about what hinders learning. @param {Parameters<typeof import("./panels/diagnosis/diagnosis.js").bindDiagnosis>} parts */
async function addDiagnosis(...parts) {
  void applyStyles("diagnosis");
  const script = import("./panels/diagnosis/diagnosis.js");
  await loadWords();
  const { bindDiagnosis } = await script;
  bindDiagnosis(...parts);
}

/** Loads the view of two networks. @param {Parameters<typeof import("./panels/twins/twins.js").bindTwins>} parts */
async function addTwins(...parts) {
  void applyStyles("twins");
  void applyStyles("twins-view");
  const [{ bindTwins }] = await Promise.all([import("./panels/twins/twins.js"), loadWords()]);
  bindTwins(...parts);
}

/** Loads the view of one step. @param {PanelContext} context */
async function addInside(context) {
  const script = import("./panels/inside/inside.js");
  await Promise.all([applyStyles("inside"), applyStyles("inside-program"), loadWords()]);
  const { bindInside } = await script;
  bindInside(context);
}

/** Loads the line of time. @param {PanelContext} context */
async function addTime(context) {
  const script = import("./panels/time/time.js");
  await Promise.all([applyStyles("time"), loadWords()]);
  const { bindTime } = await script;
  bindTime(context);
}

/** Loads the charts and their library after the first paint. @param {PanelContext} context */
async function addCharts(context) {
  const scripts = Promise.all([import("./panels/charts/charts.js"), import("./charts/chart.js")]);
  for (const name of ["cards", "chart-details", "dialogs", "distributions"]) void applyStyles(name);
  await Promise.all([applyStyles("charts"), loadWords()]);
  const [{ bindCharts }, { createChart }] = await scripts;
  return bindCharts(context, createChart);
}

/** Loads the text alternatives of both outputs when there is something to tell. @param {Store} store @param {ReturnType<typeof createTwinStore>} twin */
async function addSpokenOutputs(store, twin) {
  const script = import("./panels/output/spoken-output.js");
  await loadWords();
  const { bindSpokenOutput, rightOfRun, rightOfTwin } = await script;
  bindSpokenOutput(store, byId("output"), rightOfRun);
  bindSpokenOutput(twin, byId("twin-output"), rightOfTwin);
}

if (!("tooOld" in document.documentElement.dataset)) start();
