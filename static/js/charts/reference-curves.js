/** Paints the curves of other runs, faint and dashed, behind the current ones. */

import uPlot from "uplot";
import { evenlySpaced } from "../state/store/curve-history.js";

/** @import { Theme } from "../types.js" */
/** @import { Curves, Prepared, Reference } from "./prepare.js" */

const FAINT = 0.6;
/** A run that has a colour of its own is as strong as the current one. */
const STRONG = 0.95;

/**
 * @param {uPlot} u
 * @param {Pick<Curves, "references">} curves
 * @param {Pick<Prepared, "references">} prepared
 * @param {Theme} theme
 */
export function paintReferences(u, { references = [] }, prepared, theme) {
  const { ctx, bbox } = u;
  if (references.length === 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  references.forEach((style, i) => {
    const reference = prepared.references[i];
    if (reference) paintReference(u, style, reference, theme);
  });
  ctx.restore();
}

/** @param {uPlot} u @param {Reference} style @param {Prepared["references"][number]} reference @param {Theme} theme */
function paintReference({ ctx, valToPos }, style, reference, theme) {
  ctx.globalAlpha = style.color === undefined ? FAINT : STRONG;
  ctx.lineWidth = 0.1 * theme.rem * uPlot.pxRatio;
  reference.series.forEach((values, i) => {
    ctx.strokeStyle = style.colors[i] ?? theme.muted;
    ctx.setLineDash((style.dashes[i] ?? []).map((length) => length * uPlot.pxRatio));
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
}
