/** Draws the charts, describes the step under their crosshair, and goes to it. */

import { computed, effect, signal } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { bindLock } from "./axis-lock.js";
import { bindCard } from "./card.js";
import { comparedBranchesOf } from "./compared-branches.js";
import { CHARTS, marksOf } from "./curves.js";
import { bindRatio, ratioText } from "./delta-ratio.js";
import { bindEnlarge } from "./enlarge.js";
import { bindOptions } from "./options.js";
import { bindQuantity } from "./quantity.js";

/** @import { ChartSource, PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Chart, ChartOptions } from "../../charts/chart.js" */
/** @import { Row } from "../../charts/model.js" */
/** @import { Curves } from "../../charts/prepare.js" */

/** The chart beside which is the ratio of two layers. */
const OF_LAYERS = "gradient-chart";

/**
 * @param {Pick<PanelContext, "store" | "page" | "label">} context
 * @param {(options: ChartOptions) => Chart} createChart
 * @returns {readonly ChartSource[]} what pictures of the charts are made of
 */
export function bindCharts({ store, page, label: input }, createChart) {
  const source = { store, page, label: valueLabels(page, input) };
  const marks = () => marksOf(source);
  const showCard = bindCard({ marks, isObserver: () => store.state.peek().isObserver });
  /** The row of the chart of layers under the crosshair. */
  const crosshair = signal(/** @type {Row | null} */ (null));

  const charts = CHARTS.map(({ id, axis, title, ...of }) => {
    const box = byId(id);
    const curves = () => of.curves(source);
    /** @param {number | null} value */
    const write = (value) => of.write(value, source);
    const chart = createChart({
      box,
      store,
      curves,
      onHover(row) {
        showCard(id, row, { ...withReferences(curves()), write });
        if (id === OF_LAYERS) crosshair.value = row;
      },
      onChoose: ({ step }) => goTo(store, step),
      onDraw(row, steps) {
        if (document.activeElement === box || !store.state.peek().running)
          describe(box, row, steps, withReferences(curves()), { write, isOfLayers: store.state.peek().network?.kind === "dense" });
      },
    });
    if (axis) bindLock(store, axis, chart);
    return { id, title: () => title(source), curves, chart };
  });
  bindCurve(store);
  bindQuantity(store);
  bindReferenceButton(store);
  bindRatio(store, crosshair);
  bindEnlarge(store);
  bindOptions({ store, page, charts, marks, beside: () => comparedBranchesOf(store, source.label) });
  return charts;
}

/** @param {Store} store @param {number} step */
function goTo({ state, timeline }, step) {
  if (!state.peek().isObserver) timeline.asked.value = step;
}

/** Appends the curves of other runs to those of this run, as in a row. @param {Curves} curves @returns {Curves} */
function withReferences(curves) {
  const { references = [], names, colors, dashes } = curves;
  return {
    ...curves,
    names: [...names, ...references.flatMap((run) => run.names.map((name) => `${run.name}: ${name}`))],
    colors: [...colors, ...references.flatMap((run) => run.colors)],
    dashes: [...dashes, ...references.flatMap((run) => run.dashes)],
  };
}

/**
 * Describes the step of the crosshair for screen readers.
 *
 * @param {HTMLElement} box
 * @param {Row | null} row
 * @param {readonly [number, number]} steps
 * @param {Curves} curves
 * @param {{ write: (value: number | null) => string, isOfLayers: boolean }} options `isOfLayers`: the lower chart has a curve for each layer, whose ratio is shown
 */
function describe(box, row, [first, last], { title, names, marks }, { write, isOfLayers }) {
  if (!row) return;
  const list = row.values.map((value, i) => `${names[i]} ${write(value)}`).join(", ");
  const ratio = title && isOfLayers ? t("chart.spoken.ratio", { ratio: ratioText(row.values) }) : "";
  const values = (title ? t("chart.spoken.layers", { title, values: list }) : list) + ratio;
  const changes = marks
    .filter((mark) => mark.step === row.step && mark.text)
    .map((mark) => t("chart.spoken.change", { text: mark.text }))
    .join("");
  const texts = { valuemin: first, valuemax: last, valuenow: row.step, valuetext: t("chart.spoken", { step: row.step, values }) + changes };
  for (const [name, value] of Object.entries(texts)) box.setAttribute(`aria-${name}`, String(value));
}

/** Binds the choice of loss or accuracy, and of the loss axis. @param {Store} store */
function bindCurve(store) {
  const scale = byId("loss-scale");
  const box = byId("loss-chart");
  scale.addEventListener("click", () => store.dispatch({ type: "view", patch: { logLoss: !store.view.value.logLoss } }));
  bindRadios("curve", (value) => store.dispatch({ type: "view", patch: { curve: value === "accuracy" ? "accuracy" : "loss" } }));
  effect(() => {
    const { logLoss, curve } = store.view.value;
    setText(scale, t(logLoss ? "chart.log" : "chart.linear"));
    scale.setAttribute("aria-pressed", String(logLoss));
    scale.hidden = curve === "accuracy";
    checkRadio("curve", curve);
    box.setAttribute("aria-label", t(curve === "accuracy" ? "chart.accuracy.keys" : "chart.loss.keys"));
  });
  effect(() => {
    const isClasses = store.state.value.data?.task === "classification";
    byId("curve-accuracy").hidden = !isClasses;
    if (!isClasses && store.state.value.data && store.view.peek().curve === "accuracy") {
      store.dispatch({ type: "view", patch: { curve: "loss" } });
    }
  });
}

/** Binds the button that makes this run the reference run, or clears it. @param {Store} store */
function bindReferenceButton(store) {
  const button = /** @type {HTMLButtonElement} */ (byId("keep-curves"));
  button.addEventListener("click", () => {
    const isKept = store.reference.value === null;
    store.dispatch({ type: "reference", isSet: isKept });
    store.dispatch({ type: "notice", message: t(isKept ? "chart.keep.kept" : "chart.keep.cleared"), tone: "plain" });
  });
  const isShort = computed(() => {
    void store.curvesVersion.value;
    return store.losses.columns().steps.length < 2;
  });
  effect(() => {
    const isKept = store.reference.value !== null;
    button.setAttribute("aria-pressed", String(isKept));
    button.disabled = !isKept && isShort.value;
  });
}
