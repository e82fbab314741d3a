/** Chooses the curves of the charts, describes the step under the crosshair, and goes to it. */

import { computed, effect, signal } from "@preact/signals-core";
import { number, percent } from "../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { partNames } from "../../base/words/parts.js";
import { markText } from "../../charts/mark-text.js";
import { lastShown, referenceName } from "../../charts/reference-name.js";
import { bindLock } from "./axis-lock.js";
import { bindCard } from "./card.js";
import { comparedBranchesOf, REFERENCE_DASHES } from "./compared-branches.js";
import { bindRatio, ratioText } from "./delta-ratio.js";
import { bindEnlarge } from "./enlarge.js";
import { bindOptions } from "./options.js";
import { bindQuantity, quantityOf } from "./quantity.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { View } from "../../types.js" */
/** @import { Chart, ChartOptions } from "../../charts/chart.js" */
/** @import { Row } from "../../charts/model.js" */
/** @import { Curves } from "../../charts/prepare.js" */
/** @import { Columns } from "../../state/store/curve-history.js" */

/**
 * One chart.
 *
 * @typedef {object} ChartRow
 * @property {string} id of its box
 * @property {() => string} title in the picture
 * @property {() => Curves} curves
 * @property {(value: number | null) => string} write
 * @property {keyof View["axisLimits"]} [axis] the name of a vertical axis that can be held
 * @property {(row: Row | null) => void} [onHover] called with the row under the crosshair
 */

const DASHED = [5, 3];

/** Returns the step of a run that is in its past. Where losses take long, the figures of one that trains are of an earlier step than its frames. @param {Pick<Store, "state" | "frame" | "figures" | "timeline">} store */
function positionOf({ state, frame, figures, timeline }) {
  const drawn = state.peek().running ? (frame.peek()?.step ?? 0) : 0;
  const step = Math.max(figures.peek().step, drawn);
  return step < timeline.end.peek() ? step : null;
}

/**
 * @param {Pick<PanelContext, "store" | "page" | "label">} context
 * @param {(options: ChartOptions) => Chart} createChart
 * @returns {readonly ChartRow[]} what pictures of the charts are made of
 */
export function bindCharts({ store, page, label: input }, createChart) {
  const label = valueLabels(page, input);
  const marks = () => store.marks.peek().map((mark) => ({ step: mark.step, text: markText(mark, label) }));
  const showCard = bindCard({ marks, isObserver: () => store.state.peek().isObserver });

  const beside = () => comparedBranchesOf(store, label);

  /** @returns {Pick<Curves, "steps" | "logSteps" | "smoothing" | "position">} */
  const common = () => {
    const { logSteps, smoothing } = store.view.peek();
    return { steps: stepsOf(store, logSteps), logSteps, smoothing, position: positionOf(store) };
  };

  /** Returns the curves of other runs: of the one that was kept, and of branches. @param {boolean} isShare @returns {NonNullable<Curves["references"]>} */
  const references = (isShare) => {
    const run = store.reference.peek();
    const theme = store.theme.peek();
    const names = [t("chart.train"), t("chart.test")];
    /** @param {{ losses: Columns, accuracies: Columns }} of */
    const columns = (of) => (isShare ? of.accuracies : of.losses);
    const kept = run && {
      names,
      dashes: REFERENCE_DASHES,
      name: referenceName(run, store.state.peek().experiment, label),
      columns: columns(run),
      colors: theme ? [theme.curveTrain, theme.curveTest] : [],
    };
    const branches = beside().map((branch) => ({ ...branch, names, columns: columns(branch), colors: [branch.color, branch.color] }));
    return [...(kept ? [kept] : []), ...branches];
  };

  /** Returns what is other in the upper chart if there is a twin. @param {Columns} columns of both networks @returns {Partial<Curves>} */
  const both = (columns) => {
    const theme = store.theme.peek();
    const runs = [t("chart.run"), t("chart.twin")];
    return {
      columns,
      names: runs.flatMap((run) => [t("chart.of.train", { run }), t("chart.of.test", { run })]),
      ends: runs.flatMap((run) => [run, ""]),
      colors: theme ? [theme.runA, theme.runA, theme.runB, theme.runB] : [],
      dashes: [[], DASHED, [], DASHED],
      spansGaps: true,
    };
  };

  /** @returns {Curves} */
  const upper = () => {
    const { curve, logLoss, axisLimits } = store.view.peek();
    const isShare = curve === "accuracy";
    const theme = store.theme.peek();
    const pair = isShare ? store.twinAccuracies : store.twinLosses;
    return {
      ...common(),
      columns: filled((isShare ? store.accuracies : store.losses).columns(), 2),
      names: [t("chart.train"), t("chart.test")],
      colors: theme ? [theme.curveTrain, theme.curveTest] : [],
      dashes: [[], DASHED],
      kind: { isLog: logLoss && !isShare, isShare, axisLimits: isShare ? [null, null] : axisLimits.loss },
      marks: marks(),
      references: references(isShare),
      ...(pair.lastStep >= 0 ? both(pair.columns()) : {}),
    };
  };

  /** Names the run where there are two; the lower chart is of the run. @param {string} heading */
  const ofRun = (heading) => (store.state.peek().twin ? t("diagnosis.of_run", { heading }) : heading);

  /** @returns {Curves} */
  const lower = () => {
    const names = partNames(store.state.peek().network);
    const n = names.length;
    const { layerSmoothing, axisLimits } = store.view.peek();
    const quantity = quantityOf(store.state.peek());
    const shared = common();
    return {
      ...shared,
      columns: filled(store.layers[quantity].columns(), n),
      title: ofRun(t(`chart.title.${quantity}`)),
      names,
      colors: store.theme.peek()?.layers(n) ?? [],
      dashes: Array.from({ length: n }, () => []),
      kind: { isLog: page.layer_figures[quantity].is_log, isRecent: shared.position === null, axisLimits: axisLimits.gradient },
      smoothing: layerSmoothing,
      marks: marks().map(({ step }) => ({ step, text: "" })),
    };
  };

  /** The row of the lower chart under the crosshair. */
  const crosshair = signal(/** @type {Row | null} */ (null));
  const charts = /** @type {ChartRow[]} */ ([
    {
      id: "loss-chart",
      title: () => t(store.view.peek().curve === "accuracy" ? "chart.accuracy" : "chart.loss"),
      curves: upper,
      write: (value) => (store.view.peek().curve === "accuracy" ? percent(value) : number(value)),
      axis: "loss",
    },
    {
      id: "gradient-chart",
      title: () => t("chart.gradient", { title: t(`chart.title.${quantityOf(store.state.peek())}`) }),
      curves: lower,
      write: (value) => number(value, 3),
      axis: "gradient",
      onHover: (row) => {
        crosshair.value = row;
      },
    },
  ]);
  const drawn = charts.map((row) => ({ ...row, chart: createChart(partsOf(row)) }));
  bindCurve(store);
  bindQuantity(store);
  bindReferenceButton(store);
  bindRatio(store, crosshair);
  bindEnlarge(store);
  for (const { axis, chart } of drawn) if (axis) bindLock(store, axis, chart);
  bindOptions({ store, page, charts: drawn, marks, beside });
  return charts;

  /** Returns what a chart is created from. @param {ChartRow} row @returns {ChartOptions} */
  function partsOf({ id, curves, write, onHover }) {
    const box = byId(id);
    return {
      box,
      store,
      curves,
      onHover: (row) => {
        showCard(id, row, { ...withReferences(curves()), write });
        onHover?.(row);
      },
      onChoose: ({ step }) => goTo(store, step),
      onDraw: (row, steps) => {
        if (document.activeElement === box || !store.state.peek().running)
          describe(box, row, steps, withReferences(curves()), { write, isOfLayers: store.state.peek().network?.kind === "dense" });
      },
    };
  }
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

/** Returns the first and the last step of the axis: of all curves, but on a linear axis not all of a much longer reference run. @param {Store} store @param {boolean} isLog @returns {[number, number]} */
function stepsOf({ losses, layers, accuracies, reference, timeline }, isLog) {
  const own = [losses, ...Object.values(layers), accuracies].map((history) => history.columns().steps);
  const kept = reference.peek()?.losses.steps ?? [];
  const shown = [...own, ...timeline.beside.peek().map((branch) => branch.losses.steps)];
  const all = [...shown, kept].filter((steps) => steps.length > 0);
  if (all.length === 0) return [0, 1];
  const last = Math.max(0, ...shown.map((steps) => steps.at(-1) ?? 0));
  const lastKept = kept.at(-1) ?? 0;
  return [Math.min(...all.map((steps) => steps[0] ?? 0)), isLog ? Math.max(last, lastKept) : lastShown(last, lastKept)];
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

/**
 * Returns the columns with `n` series; empty ones if they have another number.
 *
 * @param {Columns} columns
 * @param {number} n
 * @returns {Columns}
 */
function filled({ steps, series }, n) {
  if (series.length === n) return { steps, series };
  return { steps: [], series: Array.from({ length: n }, () => /** @type {(number | null)[]} */ ([])) };
}
