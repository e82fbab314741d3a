/** Paints the drawing of own samples: axes, points with the number of their class, the keyboard cursor. */

import { disc, setFont } from "../base/shapes.js";
import { paintAxes } from "./output.js";

/** @import { Dot, PlotShape, Theme } from "../../types.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ shape: PlotShape, dots: readonly Dot[], cursor: readonly [number, number] | null }} items
 * @param {Theme} theme
 */
export function paintDrawing(ctx, { shape, dots, cursor }, theme) {
  const { plot } = shape;
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.beginPath();
  ctx.roundRect(plot.x, plot.y, plot.width, plot.height, theme.rem * 0.4);
  ctx.fillStyle = theme.panel;
  ctx.fill();
  ctx.strokeStyle = theme.edge;
  ctx.lineWidth = 1;
  ctx.stroke();
  const colors = dots.some(({ brush }) => brush > 2) ? theme.classes : [theme.negative, theme.positive];
  setFont(ctx, theme, { size: 0.66, weight: 700 });
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const { x, y, brush } of dots) {
    ctx.beginPath();
    disc(ctx, shape.x(x), shape.y(y), theme.rem * 0.45);
    ctx.fillStyle = colors[brush - 1] ?? theme.ink;
    ctx.fill();
    ctx.fillStyle = theme.pointRing;
    ctx.fillText(String(brush), shape.x(x), shape.y(y) + 0.5);
  }
  if (cursor) paintCursor(ctx, shape.x(cursor[0]), shape.y(cursor[1]), theme);
  paintAxes(ctx, shape, theme);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {Theme} theme */
function paintCursor(ctx, x, y, theme) {
  const reach = theme.rem * 0.9;
  ctx.beginPath();
  ctx.moveTo(x - reach, y);
  ctx.lineTo(x + reach, y);
  ctx.moveTo(x, y - reach);
  ctx.lineTo(x, y + reach);
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = theme.rem * 0.16;
  ctx.stroke();
}
