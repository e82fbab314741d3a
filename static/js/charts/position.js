/** Paints where the run is if it is in its past: a line, after which the curves are faint. */

import uPlot from "uplot";
import { positionOfStep } from "./axes.js";

/** @import { Theme } from "../types.js" */
/** @import { Curves } from "./prepare.js" */

/** How much of what comes after the position is covered. */
const COVER = 0.6;

/**
 * @param {uPlot} u
 * @param {Pick<Curves, "position" | "logSteps">} curves
 * @param {Theme} theme
 */
export function paintPosition(u, { position = null, logSteps }, theme) {
  if (position === null) return;
  const { ctx, bbox } = u;
  const x = Math.max(bbox.left, u.valToPos(positionOfStep(position, logSteps), "x", true));
  const right = bbox.left + bbox.width;
  if (x > right) return;
  ctx.save();
  ctx.globalAlpha = COVER;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(x, bbox.top, right - x, bbox.height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 0.12 * theme.rem * uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
