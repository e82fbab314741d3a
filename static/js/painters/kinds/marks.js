/** Paints marks over grids of cells: texts, chips with a text, outlines, rules and curves, each in a colour of the theme. */

import { setFont } from "../base/shapes.js";

/** @import { Theme } from "../../types.js" */
/** @import { Box } from "../base/heatmap.js" */
/** @import { Context } from "../base/shapes.js" */

/** @typedef {"ink" | "muted" | "edge" | "accent" | "ground" | "forward" | "backward"} MarkColor */
/** @typedef {{ does: "text", text: string, x: number, y: number, size: number, weight?: number, color: MarkColor, align?: CanvasTextAlign, base?: CanvasTextBaseline }} TextMark the size is in rem */
/** @typedef {{ does: "chip", text: string, x: number, y: number, size: number, color: MarkColor, isDashed?: boolean }} ChipMark x and y of its centre */
/** @typedef {{ does: "outline", box: Box, width: number, color: MarkColor, radius?: number }} OutlineMark around a box */
/** @typedef {{ does: "rule", from: readonly [number, number], to: readonly [number, number], width: number, color: MarkColor }} RuleMark */
/** @typedef {{ does: "curve", from: readonly [number, number], to: readonly [number, number], width: number, color: MarkColor }} CurveMark that leaves and arrives level */
/** @typedef {TextMark | ChipMark | OutlineMark | RuleMark | CurveMark} Mark */

/** @typedef {Exclude<Mark, TextMark>} Shape */

/** @type {{ [D in Shape["does"]]: (ctx: Context, mark: Extract<Shape, { does: D }>, theme: Theme) => void }} */
const PAINTERS = {
  chip(ctx, { x, y, size, color, isDashed = false }, theme) {
    ctx.beginPath();
    ctx.roundRect(x - size / 2, y - size / 2, size, size, size * 0.25);
    ctx.fillStyle = theme.panel;
    ctx.fill();
    ctx.setLineDash(isDashed ? [3, 2] : []);
    stroke(ctx, 1, theme[color]);
    ctx.setLineDash([]);
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

/** Returns the text of a chip. @param {ChipMark} mark @param {Theme} theme @returns {TextMark} */
function chipText({ text, x, y, size, color }, { rem }) {
  const share = text.length > 1 ? 0.55 : 0.72;
  return { does: "text", text, x, y: y + 0.5, size: Math.min(0.86, (size / rem) * share), weight: 620, color };
}

/** Paints texts font by font, because to set one takes longer than to paint with it. @param {Context} ctx @param {readonly TextMark[]} texts @param {Theme} theme */
function paintTexts(ctx, texts, theme) {
  /** @type {Map<string, TextMark[]>} */
  const fonts = new Map();
  for (const text of texts) {
    const key = `${text.size},${text.weight}`;
    const found = fonts.get(key);
    if (found) found.push(text);
    else fonts.set(key, [text]);
  }
  for (const all of fonts.values()) {
    const [{ size, weight = 450 }] = /** @type {[TextMark]} */ (/** @type {unknown} */ (all));
    setFont(ctx, theme, { size, weight });
    for (const { text, x, y, color, align = "center", base = "middle" } of all) {
      ctx.fillStyle = theme[color];
      ctx.textAlign = align;
      ctx.textBaseline = base;
      ctx.fillText(text, x, y);
    }
  }
}

/** @param {Context} ctx @param {Shape} mark @param {Theme} theme */
function paintShape(ctx, mark, theme) {
  /** @type {(ctx: Context, mark: any, theme: Theme) => void} */
  const paint = PAINTERS[mark.does];
  paint(ctx, mark, theme);
}

/** Paints all marks in their order, and then their texts. @param {Context} ctx @param {readonly Mark[]} marks @param {Theme} theme */
export function paintMarks(ctx, marks, theme) {
  /** @type {TextMark[]} */
  const texts = [];
  for (const mark of marks) {
    if (mark.does === "text") texts.push(mark);
    else paintShape(ctx, mark, theme);
    if (mark.does === "chip") texts.push(chipText(mark, theme));
  }
  paintTexts(ctx, texts, theme);
}
