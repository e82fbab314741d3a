/** Paints the curves of the reference run, faint and dashed, behind the current ones. */

import uPlot from "uplot";
import { evenlySpaced } from "../state/store/curve-history.js";

/** @import { Theme } from "../types.js" */
/** @import { Curves, Prepared } from "./prepare.js" */

const FAINT = 0.6;

/**
 * @param {uPlot} u
 * @param {Curves} curves
 * @param {Prepared} prepared
 * @param {Theme} theme
 */
export function paintReference({ ctx, bbox, valToPos }, { reference: style }, { reference }, theme) {
  if (!reference) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = FAINT;
  ctx.lineWidth = 0.1 * theme.rem * uPlot.pxRatio;
  reference.series.forEach((values, i) => {
    ctx.strokeStyle = style?.colors[i] ?? theme.muted;
    ctx.setLineDash((style?.dashes[i] ?? []).map((length) => length * uPlot.pxRatio));
    ctx.beginPath();
    let isDown = false;
    for (const row of evenlySpaced(values.length, Infinity)) {
      const value = values[row];
      if (typeof value === "number") {
        const [x, y] = [valToPos(reference.positions[row] ?? 0, "x", true), valToPos(value, "y", true)];
        if (isDown) ctx.lineTo(x, y);
        else ctx.moveTo(x, y);
      }
      isDown = typeof value === "number";
    }
    ctx.stroke();
  });
  ctx.restore();
}
