/** Paints marks over panels of cells: texts, chips with a text, outlines, rules and curves, each in a colour of the theme. */

import { setFont } from "./shapes.js";

/** @import { Theme } from "../types.js" */
/** @import { Box } from "./heatmap.js" */
/** @import { Context } from "./shapes.js" */

/** @typedef {"ink" | "muted" | "edge" | "accent" | "ground" | "forward" | "backward"} MarkColor */
/** @typedef {{ does: "text", text: string, x: number, y: number, size: number, weight?: number, color: MarkColor, align?: CanvasTextAlign, base?: CanvasTextBaseline }} TextMark the size is in rem */
/** @typedef {{ does: "chip", text: string, x: number, y: number, size: number, color: MarkColor, isDashed?: boolean }} ChipMark x and y of its centre */
/** @typedef {{ does: "outline", box: Box, width: number, color: MarkColor, radius?: number }} OutlineMark around a box */
/** @typedef {{ does: "rule", from: readonly [number, number], to: readonly [number, number], width: number, color: MarkColor }} RuleMark */
/** @typedef {{ does: "curve", from: readonly [number, number], to: readonly [number, number], width: number, color: MarkColor }} CurveMark that leaves and arrives level */
/** @typedef {TextMark | ChipMark | OutlineMark | RuleMark | CurveMark} Mark */

/** @type {{ [D in Mark["does"]]: (ctx: Context, mark: Extract<Mark, { does: D }>, theme: Theme) => void }} */
const PAINTERS = {
  text(ctx, { text, x, y, size, weight = 450, color, align = "center", base = "middle" }, theme) {
    setFont(ctx, theme, { size, weight });
    ctx.fillStyle = theme[color];
    ctx.textAlign = align;
    ctx.textBaseline = base;
    ctx.fillText(text, x, y);
  },
  chip(ctx, { text, x, y, size, color, isDashed = false }, theme) {
    ctx.beginPath();
    ctx.roundRect(x - size / 2, y - size / 2, size, size, size * 0.25);
    ctx.fillStyle = theme.panel;
    ctx.fill();
    ctx.setLineDash(isDashed ? [3, 2] : []);
    stroke(ctx, 1, theme[color]);
    ctx.setLineDash([]);
    const share = text.length > 1 ? 0.55 : 0.72;
    PAINTERS.text(ctx, { does: "text", text, x, y: y + 0.5, size: Math.min(0.86, (size / theme.rem) * share), weight: 620, color }, theme);
  },
  outline(ctx, { box: { left, top, wide, high }, width, color, radius = 0 }, theme) {
    const over = width / 2;
    ctx.beginPath();
    ctx.roundRect(left - over, top - over, wide + width, high + width, radius);
    stroke(ctx, width, theme[color]);
  },
  rule(ctx, { from, to, width, color }, theme) {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    stroke(ctx, width, theme[color]);
  },
  curve(ctx, { from, to, width, color }, theme) {
    const middle = (from[0] + to[0]) / 2;
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.bezierCurveTo(middle, from[1], middle, to[1], ...to);
    stroke(ctx, width, theme[color]);
  },
};

/** @param {Context} ctx @param {number} width @param {string} color */
function stroke(ctx, width, color) {
  ctx.lineWidth = width;
  ctx.strokeStyle = color;
  ctx.stroke();
}

/** @param {Context} ctx @param {readonly Mark[]} marks @param {Theme} theme */
export function paintMarks(ctx, marks, theme) {
  for (const mark of marks) /** @type {(ctx: Context, mark: Mark, theme: Theme) => void} */ (PAINTERS[mark.does])(ctx, mark, theme);
}
