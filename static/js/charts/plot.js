/** How uPlot draws a chart: its axes, curves and hooks. */

import uPlot from "uplot";
import { labelOf, splitsOf, stepLabel, stepSplits } from "./axes.js";
import { hasWords, paintChangeLines, paintExtras } from "./paint.js";
import { paintPosition } from "./position.js";
import { isolated } from "./prepare.js";
import { paintReferences } from "./reference-curves.js";

/** @import { Theme } from "../types.js" */
/** @import { ChartModel } from "./model.js" */
/** @import { Curves } from "./prepare.js" */

/** The crosshairs of all charts move together. */
const SYNC_KEY = "steps";
export const FAINT = 0.28;
export const AXIS_WIDTH_REM = 3.4;

/** The width of the names at the ends of the curves. @param {Curves} curves @param {number} rem */
export function nameWidth({ names, ends = names, references = [] }, rem) {
  return rem * Math.max(4.1, 0.9 + 0.46 * Math.max(...[...ends, ...references.map(({ name }) => name)].map((name) => name.length)));
}

/** Returns the number of columns of pixels between the axis and the names. @param {Curves} curves @param {number} width @param {number} rem */
export const plotColumns = (curves, width, rem) => Math.max(1, Math.round((width - rem * AXIS_WIDTH_REM - nameWidth(curves, rem)) * uPlot.pxRatio));

/** Returns a text that changes when a plot needs other options. @param {Curves} curves @param {Theme} theme */
export const plotKey = (curves, { rem, ground }) => {
  const { columns, colors, smoothing, references = [] } = curves;
  return [columns.series.length, colors.join(), rem, ground, smoothing > 0, references.map(({ name }) => name).join(), hasWords(curves)].join("|");
};

/**
 * @param {ChartModel} model read again at every draw
 * @param {Theme} theme
 * @param {{ width: number, height: number }} size
 * @param {(index: number | null) => void} onCursor called with the index of the row under the crosshair
 * @returns {uPlot.Options}
 */
export function plotOptions(model, theme, size, onCursor) {
  const { rem } = theme;
  const { smooth } = model.prepared;
  return {
    ...size,
    padding: [rem * (hasWords(model.curves) ? 1.1 : 0.6), nameWidth(model.curves, rem), 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: SYNC_KEY, setSeries: false },
      drag: { setScale: false, x: false, y: false },
      points: { size: rem * 0.45 },
      y: false,
    },
    scales: {
      x: { time: false, range: () => model.prepared.xRange },
      y: { range: () => [model.prepared.range.low, model.prepared.range.high] },
    },
    axes: [stepAxis(model, theme), valueAxis(model, theme)],
    series: [{}, ...lines(model.curves, theme, smooth ? FAINT : 1), ...(smooth ? lines(model.curves, theme, 1) : [])],
    hooks: {
      drawAxes: [(u) => paintReferences(u, model.curves, model.prepared, theme), (u) => paintChangeLines(u, model.curves, model.prepared, theme)],
      draw: [(u) => paintPosition(u, model.curves, theme), (u) => paintExtras(u, model.curves, model.prepared, theme)],
      setCursor: [(u) => onCursor(u.cursor.idx ?? null)],
    },
  };
}

/** @param {Theme} theme @returns {uPlot.Axis} */
const axisStyle = ({ rem, muted, hairline, font }) => ({
  stroke: muted,
  font: `450 ${Math.round(rem * 0.82)}px ${font}`,
  gap: 4,
  grid: { stroke: hairline, width: 1 },
  ticks: { show: false },
  border: { show: false },
});

/** @param {ChartModel} model @param {Theme} theme @returns {uPlot.Axis} */
function stepAxis(model, theme) {
  const isLog = () => model.curves.logSteps;
  return {
    ...axisStyle(theme),
    size: theme.rem * 1.7,
    splits: (u, _i, low, high) => stepSplits(low, high, isLog(), u.width / (theme.rem * (isLog() ? 4 : 6))),
    values: (_u, splits) => splits.map((position) => stepLabel(position, isLog())),
  };
}

/** @param {ChartModel} model @param {Theme} theme @returns {uPlot.Axis} */
const valueAxis = (model, theme) => ({
  ...axisStyle(theme),
  size: theme.rem * AXIS_WIDTH_REM,
  splits: (u) => splitsOf(model.prepared.range, model.curves.kind.isLog, u.height / (theme.rem * 2)),
  values: (_u, splits) => splits.map((position) => labelOf(position, model.prepared.range, model.curves.kind)),
});

/** @param {Curves} curves @param {Theme} theme @param {number} alpha @returns {uPlot.Series[]} */
const lines = ({ colors, dashes, spansGaps = false }, { rem, panel }, alpha) =>
  colors.map((color, i) => ({
    stroke: color,
    width: rem * 0.12,
    dash: dashes[i] ?? [],
    alpha,
    spanGaps: spansGaps,
    points: { show: true, size: rem * 0.3, fill: color, stroke: panel, width: 0, filter: (u, k) => isolated([...(u.data[k] ?? [])]) },
  }));
