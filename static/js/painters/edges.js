/** Draws weights and biases as curves. */

/** @import { EdgeItem, EdgeShape, Theme } from "../types.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly EdgeItem[]} items
 * @param {Theme} theme
 */
export function paintEdges(ctx, items, theme) {
  const dash = [theme.rem * 0.55, theme.rem * 0.3];
  let dashed = false;
  ctx.lineCap = "butt";
  for (const edge of items) {
    if (edge.dashed !== dashed) {
      dashed = edge.dashed;
      ctx.setLineDash(dashed ? dash : []);
    }
    ctx.strokeStyle = edgeColor(edge.share, theme);
    ctx.lineWidth = edge.width;
    ctx.beginPath();
    traceEdge(ctx, edge);
    ctx.stroke();
  }
  if (dashed) ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {EdgeShape} edge */
export function traceEdge(ctx, edge) {
  const middle = (edge.x0 + edge.x1) / 2;
  ctx.moveTo(edge.x0, edge.y0);
  ctx.bezierCurveTo(middle, edge.y0, middle, edge.y1, edge.x1, edge.y1);
}

/** Hue by sign; weak ones are lifted a little, so that their sign can be seen. @param {number} share @param {Theme} theme */
export function edgeColor(share, theme) {
  const half = (theme.lines.length - 1) / 2;
  const strength = Math.sign(share) * Math.abs(share) ** 0.6;
  return theme.lines[Math.round(half + strength * half)] ?? theme.edge;
}
