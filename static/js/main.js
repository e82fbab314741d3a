/** Starts the page: makes the parts and introduces them to one another. */

import { effect } from "@preact/signals-core";
import { createConnection } from "./connection.js";
import { createStage } from "./stage.js";
import { createStore } from "./store.js";
import { createTables } from "./controls/tables.js";
import { createActions } from "./controls/actions.js";
import { createAddress, schemaOf } from "./controls/address.js";
import { bindAll } from "./controls/all.js";
import { radios } from "./controls/dom.js";
import { inputLabels } from "./controls/labels.js";
import { greetFirstVisit } from "./controls/first-visit.js";
import { bindLooking } from "./controls/looking.js";
import { bindProbe } from "./controls/probe.js";
import { bindOwn } from "./controls/own.js";
import { bindShare } from "./controls/share.js";
import { followTheme } from "./controls/theme.js";
import { lookKeyOf } from "./url.js";

/** @import { Parts } from "./controls/all.js" */
/** @import { PageData } from "./types.js" */

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

/** @param {string} id */
const canvas = (id) => /** @type {HTMLCanvasElement} */ (element(id));

function start() {
  const page = /** @type {PageData} */ (JSON.parse(element("page-data").textContent ?? "{}"));
  const store = createStore();
  const url = new URL("ws", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";

  const lookKey = lookKeyOf(location.hash);
  const schema = schemaOf(page, store, (id) => radios(id).map(({ value }) => value));
  const tables = createTables(store);
  const address = createAddress(store, schema, tables);
  const connection = createConnection(store, {
    url: url.href,
    lookKey,
    experiment: () => {
      const { experiment } = store.state.value;
      return experiment ? own.revive(experiment) : address.experiment();
    },
    onRefused: address.onRefused,
    onFrame: (frame) => stage.receive(frame),
    onLayout: () => stage.forget(),
    onWelcome: () => {
      actions.watch();
      address.welcomed();
      void own.welcomed();
    },
    onSilence: () => actions.watch(),
  });
  const actions = createActions(store, page, connection.send);
  const theme = followTheme(store, element("theme"));
  const label = inputLabels(store, page);
  const stage = createStage(
    store,
    {
      networkBox: element("network-box"),
      edges: canvas("network-edges"),
      nodes: canvas("network"),
      live: canvas("network-live"),
      outputBox: element("output-box"),
      output: canvas("output"),
      points: canvas("output-points"),
    },
    {
      acknowledge: connection.acknowledge,
      labels: {
        activation: (name) => page.labels["activation"]?.[name] ?? name,
        input: label,
      },
    },
  );
  const parts = { store, page, actions, label, shape: stage.shape, retry: connection.retry };
  address.bind(actions, theme.choose);
  bindAll(parts);
  bindProbe(parts, stage.plot);
  const own = bindOwn(parts, tables);
  bindShare(parts, address, schema, tables);
  bindLooking(parts);
  if (!lookKey) greetFirstVisit(parts);
  requestAnimationFrame(() => setTimeout(() => void addCharts(parts)));
  effect(() => {
    const { connection: state, running } = store.state.value;
    document.body.dataset["connection"] = state;
    document.body.dataset["running"] = String(running);
  });
  if (!address.isOwn && !lookKey) connection.forget();
  connection.open();
}

/** The charts, and the library that draws them, come after the first picture. @param {Parts} parts */
async function addCharts({ store, page }) {
  const [{ bindCharts }, { createChart }] = await Promise.all([import("./controls/charts.js"), import("./charts.js")]);
  bindCharts(store, page, createChart);
}

start();
