/** What each chart shows: its curves, its title, and how its values are written. Reads the store, and draws nothing. */

import { number, percent } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { partNames } from "../../base/words/parts.js";
import { markText } from "../../charts/mark-text.js";
import { lastShown, referenceName } from "../../charts/reference-name.js";
import { comparedBranchesOf, REFERENCE_DASHES } from "./compared-branches.js";
import { quantityOf } from "./quantity.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Curves } from "../../charts/prepare.js" */
/** @import { Columns } from "../../state/store/curve-history.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { PageData, View } from "../../types.js" */

/** @typedef {{ store: Store, page: PageData, label: Label }} Source what curves are made of */

/**
 * One chart.
 *
 * @typedef {object} ChartRow
 * @property {string} id of its box
 * @property {(source: Source) => string} title in the picture
 * @property {(source: Source) => Curves} curves
 * @property {(value: number | null, source: Source) => string} write
 * @property {keyof View["axisLimits"]} [axis] the name of a vertical axis that can be held
 */

const DASHED = [5, 3];

export const CHARTS = /** @type {readonly ChartRow[]} */ ([
  {
    id: "loss-chart",
    title: ({ store }) => t(isShare(store) ? "chart.accuracy" : "chart.loss"),
    curves: upper,
    write: (value, { store }) => (isShare(store) ? percent(value) : number(value)),
    axis: "loss",
  },
  {
    id: "gradient-chart",
    title: ({ store }) => t("chart.gradient", { title: quantityTitle(store) }),
    curves: lower,
    write: (value) => number(value, 3),
    axis: "gradient",
  },
]);

/** Whether the upper chart shows accuracies in place of losses. @param {Store} store */
const isShare = (store) => store.view.peek().curve === "accuracy";

/** @param {Store} store */
const quantityTitle = (store) => t(`chart.title.${quantityOf(store.state.peek())}`);

/** Returns the losses or the accuracies. @param {Source} source @returns {Curves} */
function upper(source) {
  const { store } = source;
  const { logLoss, axisLimits } = store.view.peek();
  const isAccuracy = isShare(store);
  const theme = store.theme.peek();
  const pair = isAccuracy ? store.twinAccuracies : store.twinLosses;
  return {
    ...common(source),
    columns: filled((isAccuracy ? store.accuracies : store.losses).columns(), 2),
    names: [t("chart.train"), t("chart.test")],
    colors: theme ? [theme.curveTrain, theme.curveTest] : [],
    dashes: [[], DASHED],
    kind: { isLog: logLoss && !isAccuracy, isShare: isAccuracy, axisLimits: isAccuracy ? [null, null] : axisLimits.loss },
    marks: marksOf(source),
    references: references(source, isAccuracy),
    ...(pair.lastStep >= 0 ? ofBoth(store, pair.columns()) : {}),
  };
}

/** Returns a figure of the layers; where there are two networks, of the first. @param {Source} source @returns {Curves} */
function lower(source) {
  const { store, page } = source;
  const { network, twin } = store.state.peek();
  const names = partNames(network);
  const { layerSmoothing, axisLimits } = store.view.peek();
  const quantity = quantityOf(store.state.peek());
  const heading = quantityTitle(store);
  const shared = common(source);
  return {
    ...shared,
    columns: filled(store.layers[quantity].columns(), names.length),
    title: twin ? t("diagnosis.of_run", { heading }) : heading,
    names,
    colors: store.theme.peek()?.layers(names.length) ?? [],
    dashes: names.map(() => []),
    kind: { isLog: page.layer_figures[quantity].is_log, isRecent: shared.position === null, axisLimits: axisLimits.gradient },
    smoothing: layerSmoothing,
    marks: marksOf(source).map(({ step }) => ({ step, text: "" })),
  };
}

/** Returns what all charts have in common. @param {Source} source */
function common({ store }) {
  const { logSteps, smoothing } = store.view.peek();
  return { steps: stepsOf(store, logSteps), logSteps, smoothing, position: positionOf(store) };
}

/** Returns the changes of settings that the charts mark. @param {Pick<Source, "store" | "label">} source */
export const marksOf = ({ store, label }) => store.marks.peek().map((mark) => ({ step: mark.step, text: markText(mark, label) }));

/** Returns what is other in the upper chart if there is a twin. @param {Store} store @param {Columns} columns of both networks @returns {Partial<Curves>} */
function ofBoth(store, columns) {
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
}

/** Returns the curves of other runs: of the one that was kept, and of branches. @param {Source} source @param {boolean} isAccuracy @returns {NonNullable<Curves["references"]>} */
function references({ store, label }, isAccuracy) {
  const run = store.reference.peek();
  const theme = store.theme.peek();
  const names = [t("chart.train"), t("chart.test")];
  /** @param {{ losses: Columns, accuracies: Columns }} of */
  const columns = (of) => (isAccuracy ? of.accuracies : of.losses);
  const kept = run && {
    names,
    dashes: REFERENCE_DASHES,
    name: referenceName(run, store.state.peek().experiment, label),
    columns: columns(run),
    colors: theme ? [theme.curveTrain, theme.curveTest] : [],
  };
  const branches = comparedBranchesOf(store, label).map((branch) => ({ ...branch, names, columns: columns(branch), colors: [branch.color, branch.color] }));
  return [...(kept ? [kept] : []), ...branches];
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

/** Returns the step of a run that is in its past. Where losses take long, the figures of one that trains are of an earlier step than its frames. @param {Pick<Store, "state" | "frame" | "figures" | "timeline">} store */
function positionOf({ state, frame, figures, timeline }) {
  const drawn = state.peek().running ? (frame.peek()?.step ?? 0) : 0;
  const step = Math.max(figures.peek().step, drawn);
  return step < timeline.end.peek() ? step : null;
}

/** Returns the columns with `n` series; empty ones if they have another number. @param {Columns} columns @param {number} n @returns {Columns} */
function filled({ steps, series }, n) {
  if (series.length === n) return { steps, series };
  return { steps: [], series: Array.from({ length: n }, () => /** @type {(number | null)[]} */ ([])) };
}
