/** Loads what the page does not need at its first paint: right after that, or when it is first needed. */

import { byId } from "../base/page/dom.js";
import { onFirstUse } from "../base/page/first-use.js";
import { applyStyles } from "../base/page/styles.js";
import { once } from "../base/timing/once.js";
import { loadWords } from "../base/words/i18n.js";

/** @import { createStage } from "../stage/stage.js" */
/** @import { PictureStore, TwinStore } from "../state/store/twin-store.js" */
/** @import { ChartSource, PanelContext } from "./context.js" */

/**
 * @typedef {object} LateParts what else is needed later
 * @property {ReturnType<typeof createStage>} stage
 * @property {TwinStore} twin
 * @property {PictureStore} picture of the twin
 * @property {ChartSource[]} charts are added to this list
 * @property {boolean} isVisit whether the page may greet its user: it observes no other session
 * @property {boolean} isPlain whether the page was opened without a link
 */

/** Lists what is loaded when it is first needed and the server is there, each with the condition for that. @param {PanelContext} context @param {LateParts} parts @returns {[() => boolean, () => Promise<void>][]} */
function neededParts(context, { stage, twin, picture }) {
  const { view, state, frame } = context.store;
  const ofTwin = { ...context, store: twin, shape: stage.twinShape };
  const isPicture = (/** @type {Pick<PanelContext, "store">} */ { store }) => (store.state.value.network?.kind ?? "dense") !== "dense";
  return [
    [() => (view.value.hover ?? view.value.pinned) !== null, () => addCard(context)],
    [() => state.value.findings.some((list) => list.length > 0), () => addDiagnosis(context, twin)],
    [() => (frame.value?.step ?? 0) > 0 && !state.value.running, () => addSpokenOutputs(context, twin)],
    [() => view.value.tab === "twins", () => addTwins(context, ofTwin, picture, [stage.strip, stage.twinStrip])],
    [() => view.value.tab === "inside", () => addInside(context)],
    [() => [context, ofTwin].some(isPicture), () => addPictures(stage.add, context, ofTwin)],
  ];
}

/** @param {PanelContext} context @param {LateParts} parts */
export function bindOnDemand(context, parts) {
  const { stage } = parts;
  const select = onFirstUse(byId("network"), ["focus", "pointermove", "pointerleave", "click", "keydown"], () => addSelection(context));
  const isLive = () => context.store.state.value.connection === "live";
  for (const [isNeeded, add] of neededParts(context, parts)) {
    once(
      () => isLive() && isNeeded(),
      () => void add(),
    );
  }
  addPointCard(context, { id: "output-box", plot: stage.plot, run: 0 }, byId("probe"));
  addPointCard(context, { id: "twin-output-box", plot: stage.twinPlot, run: 1 });
  requestAnimationFrame(() => setTimeout(() => void addCharts(context, parts.charts).finally(() => addRest(context, parts, select))));
}

/** Loads the charts and their library after the first paint. @param {PanelContext} context @param {ChartSource[]} charts */
async function addCharts(context, charts) {
  const scripts = Promise.all([import("./charts/charts.js"), import("../charts/chart.js")]);
  for (const name of ["cards", "chart-details", "dialogs", "distributions"]) void applyStyles(name);
  await Promise.all([applyStyles("charts"), loadWords()]);
  const [{ bindCharts }, { createChart }] = await scripts;
  charts.push(...bindCharts(context, createChart));
}

/** Loads what no one has asked for yet, one after the other. @param {PanelContext} context @param {LateParts} parts @param {() => void} select loads what selects on the network */
async function addRest(context, { isVisit, isPlain }, select) {
  select();
  for (const add of [addUnits, addTime, addKindChoice]) await add(context);
  if (isVisit) (await import("./visit/visit.js")).bindVisit(context, isPlain);
}

/** Loads the hidden table of the neurons, and the marks of those that are dead or saturated. @param {PanelContext} context */
async function addUnits(context) {
  const [table, health] = await Promise.all([import("./network/values-table.js"), import("./network/unit-health.js")]);
  table.bindValuesTable(context);
  health.bindUnitHealth(context);
}

/** Loads the line of time. @param {PanelContext} context */
async function addTime(context) {
  const script = import("./time/time.js");
  await Promise.all([applyStyles("time"), loadWords()]);
  const { bindTime } = await script;
  bindTime(context);
}

/** Loads the choice of the kind of network. @param {PanelContext} context */
async function addKindChoice(context) {
  const [{ bindKindChoice }] = await Promise.all([import("./kinds/choice.js"), loadWords()]);
  bindKindChoice(context);
}

/** Loads what selects on the network by pointer and keys. @param {PanelContext} context */
async function addSelection(context) {
  const [{ bindPointer }] = await Promise.all([import("./network/pointer.js"), loadWords()]);
  bindPointer(context);
}

/** Loads the card about what is selected on the network, and what ends a selection. @param {PanelContext} context */
async function addCard(context) {
  const [{ bindCard }, { bindEscape }] = await Promise.all([import("./network/card.js"), import("./network/pointer.js"), loadWords()]);
  bindCard(context, byId("card"), { isEditable: true });
  bindEscape(context);
}

/**
 * Loads the card of points of an output when that, or the box for the number of a sample, is used for the first time.
 *
 * @param {PanelContext} context
 * @param {{ id: string, plot: LateParts["stage"]["plot"], run: 0 | 1 }} output
 * @param {HTMLElement} [numberBox]
 */
function addPointCard(context, { id, plot, run }, numberBox) {
  const box = byId(id);
  let isCalled = false;
  const add = async () => {
    if (isCalled) return;
    isCalled = true;
    try {
      const [{ bindPointCard }] = await Promise.all([import("./output/point-card.js"), loadWords()]);
      bindPointCard(context, { box, plot, run }, numberBox);
    } catch (error) {
      isCalled = false;
      throw error;
    }
  };
  box.addEventListener("pointerenter", add);
  numberBox?.addEventListener("focus", add);
}

/** Loads the card about what hinders learning. @param {Parameters<typeof import("./diagnosis/diagnosis.js").bindDiagnosis>} parts */
async function addDiagnosis(...parts) {
  void applyStyles("diagnosis");
  const script = import("./diagnosis/diagnosis.js");
  await loadWords();
  const { bindDiagnosis } = await script;
  bindDiagnosis(...parts);
}

/** Loads the text alternatives of both outputs when there is something to tell. @param {PanelContext} context @param {TwinStore} twin */
async function addSpokenOutputs({ store }, twin) {
  const script = import("./output/spoken-output.js");
  await loadWords();
  const { bindSpokenOutput, rightOfRun, rightOfTwin } = await script;
  bindSpokenOutput(store, byId("output"), rightOfRun);
  bindSpokenOutput(twin, byId("twin-output"), rightOfTwin);
}

/** Loads the view of two networks. @param {Parameters<typeof import("./twins/twins.js").bindTwins>} parts */
async function addTwins(...parts) {
  void applyStyles("twins");
  void applyStyles("twins-view");
  const [{ bindTwins }] = await Promise.all([import("./twins/twins.js"), loadWords()]);
  bindTwins(...parts);
}

/** Loads the view of one step. @param {PanelContext} context */
async function addInside(context) {
  const script = import("./inside/inside.js");
  await Promise.all([applyStyles("inside"), applyStyles("inside-program"), loadWords()]);
  const { bindInside } = await script;
  bindInside(context);
}

/** Loads the pictures of networks that are not dense. @param {LateParts["stage"]["add"]} draw @param {PanelContext} run @param {PanelContext} twin */
async function addPictures(draw, run, twin) {
  const script = import("./kinds/kinds.js");
  await Promise.all([applyStyles("kinds"), loadWords()]);
  const { bindKinds } = await script;
  bindKinds(draw, [
    { context: run, beside: twin.store, box: byId("network-box"), spoken: byId("network-spoken") },
    { context: twin, beside: run.store, box: byId("twin-network-box"), spoken: byId("twin-spoken") },
  ]);
}
