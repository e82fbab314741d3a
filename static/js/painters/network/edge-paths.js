/** Paints weights and biases as paths, for pictures that are not made of pixels. */

import { DASHES, edgeColor, edgeWidth, traceEdge } from "./edges.js";

/** @import { EdgeShape, Theme } from "../../types.js" */
/** @import { EdgeItems } from "./edges.js" */

/**
 * The same curves, widths, colours and dashes as `paintEdges`.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {EdgeItems} items
 * @param {Theme} theme
 */
export function paintEdgePaths(ctx, { edges, shares, order, density, dashNegative }, theme) {
  ctx.lineCap = "butt";
  for (const k of order) {
    const value = shares[k] ?? 0;
    const share = value || 0;
    const dash = Number.isNaN(value) ? DASHES.dot_rem : dashNegative && share < 0 ? DASHES.dash_rem : 0;
    ctx.beginPath();
    traceEdge(ctx, /** @type {EdgeShape} */ (edges[k]));
    ctx.setLineDash(dash > 0 ? [dash * theme.rem, DASHES.gap_rem * theme.rem] : []);
    ctx.strokeStyle = edgeColor(share, theme);
    ctx.lineWidth = edgeWidth(share, density, theme);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
