/**
 * Paints a chart on any drawing context: for files, where uPlot has no canvas of its own. Axes,
 * ranges, names, marks and other runs are those of the chart on the page.
 */

import uPlot from "uplot";
import { linear } from "../base/numbers/scales.js";
import { labelOf, splitsOf, stepLabel, stepSplits } from "./axes.js";
import { ChartModel } from "./model.js";
import { hasWords, paintChangeLines, paintExtras } from "./paint.js";
import { AXIS_WIDTH_REM, FAINT, nameWidth, plotColumns } from "./plot.js";
import { paintPosition } from "./position.js";
import { isolated } from "./prepare.js";
import { paintReferences } from "./reference-curves.js";

/** @import { Theme } from "../types.js" */
/** @import { Curves } from "./prepare.js" */

const AXIS_HEIGHT_REM = 1.7;
const GAP_PX = 4;

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box of the curves, inside the axes */

/**
 * Paints a chart with its upper left corner at 0, 0.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Curves} curves
 * @param {Size} size
 * @param {Theme} theme
 * @returns {{ box: Box, x: (position: number) => number }} where the curves are, and where a position on the axis of steps is
 */
export function paintChart(ctx, curves, size, theme) {
  const model = new ChartModel(curves);
  model.update(curves, plotColumns(curves, size.width, theme.rem));
  const { prepared } = model;
  const box = boxOf(curves, size, theme.rem);
  const x = linear(prepared.xRange, [box.left, box.left + box.width]);
  const y = linear([prepared.range.low, prepared.range.high], [box.top + box.height, box.top]);
  paintAxes(ctx, model, { box, x, y, size }, theme);
  // What is painted around the curves counts in pixels of the screen, as in uPlot.
  const ratio = uPlot.pxRatio;
  const scaled = { left: box.left * ratio, top: box.top * ratio, width: box.width * ratio, height: box.height * ratio };
  const plot = /** @type {uPlot} */ (
    /** @type {unknown} */ ({ ctx, bbox: scaled, valToPos: (/** @type {number} */ value, /** @type {string} */ axis) => ratio * (axis === "x" ? x : y)(value) })
  );
  /** @param {() => void} paint */
  const onScreen = (paint) => {
    ctx.save();
    ctx.scale(1 / ratio, 1 / ratio);
    paint();
    ctx.restore();
  };
  onScreen(() => {
    paintReferences(plot, curves, prepared, theme);
    paintChangeLines(plot, curves, prepared, theme);
  });
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  paintLines(ctx, prepared.raw, model, { x, y, alpha: prepared.smooth ? FAINT : 1 }, theme);
  if (prepared.smooth) paintLines(ctx, prepared.smooth, model, { x, y, alpha: 1 }, theme);
  ctx.restore();
  onScreen(() => {
    paintPosition(plot, curves, theme);
    paintExtras(plot, curves, prepared, theme);
  });
  return { box, x };
}

/** @param {Curves} curves @param {Size} size @param {number} rem @returns {Box} */
function boxOf(curves, { width, height }, rem) {
  const [left, top] = [AXIS_WIDTH_REM * rem, rem * (hasWords(curves) ? 1.1 : 0.6)];
  return { left, top, width: Math.max(1, width - left - nameWidth(curves, rem)), height: Math.max(1, height - top - AXIS_HEIGHT_REM * rem) };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ChartModel} model
 * @param {{ box: Box, x: (position: number) => number, y: (position: number) => number, size: Size }} place
 * @param {Theme} theme
 */
function paintAxes(ctx, { curves, prepared }, { box, x, y, size }, theme) {
  const { rem } = theme;
  const { kind, logSteps } = curves;
  const [low, high] = prepared.xRange;
  const bottom = box.top + box.height;
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.fillStyle = theme.muted;
  ctx.font = `450 ${Math.round(rem * 0.82)}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.beginPath();
  for (const position of stepSplits(low, high, logSteps, size.width / (rem * (logSteps ? 4 : 6)))) {
    ctx.moveTo(x(position), box.top);
    ctx.lineTo(x(position), bottom);
    ctx.fillText(stepLabel(position, logSteps), x(position), bottom + GAP_PX);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const position of splitsOf(prepared.range, kind.isLog, size.height / (rem * 2))) {
    ctx.moveTo(box.left, y(position));
    ctx.lineTo(box.left + box.width, y(position));
    ctx.fillText(labelOf(position, prepared.range, kind), box.left - GAP_PX, y(position));
  }
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly (readonly (number | null)[])[]} series
 * @param {ChartModel} model
 * @param {{ x: (position: number) => number, y: (position: number) => number, alpha: number }} place
 * @param {Theme} theme
 */
function paintLines(ctx, series, { curves: { colors, dashes, spansGaps }, prepared: { positions } }, { x, y, alpha }, theme) {
  ctx.lineJoin = "round";
  ctx.lineWidth = theme.rem * 0.12;
  ctx.globalAlpha = alpha;
  series.forEach((values, i) => {
    ctx.strokeStyle = ctx.fillStyle = colors[i] ?? theme.ink;
    ctx.setLineDash([...(dashes[i] ?? [])]);
    ctx.beginPath();
    let isDown = false;
    values.forEach((value, row) => {
      if (value === null) {
        isDown &&= spansGaps === true;
        return;
      }
      const [across, up] = [x(positions[row] ?? 0), y(value)];
      if (isDown) ctx.lineTo(across, up);
      else ctx.moveTo(across, up);
      isDown = true;
    });
    ctx.stroke();
    ctx.setLineDash([]);
    for (const row of isolated(values)) {
      ctx.beginPath();
      ctx.arc(x(positions[row] ?? 0), y(values[row] ?? 0), theme.rem * 0.15, 0, 2 * Math.PI);
      ctx.fill();
    }
  });
  ctx.globalAlpha = 1;
}
