/** Paints what is around the cells of a network that is unrolled over time: names, arrows, walls; the bars of factors and terms; the selection. */

import { setFont } from "../base/shapes.js";

/** @import { Rect, Theme } from "../../types.js" */

/** @typedef {{ x: number, y: number, text: string, sub: string, align: CanvasTextAlign, isMuted: boolean }} MarkText `sub` is an index that is written lower */
/** @typedef {{ x0: number, y0: number, x1: number, y1: number }} MarkArrow */

/**
 * @typedef {object} UnrolledMarks
 * @property {Rect[]} frames
 * @property {MarkText[]} texts
 * @property {MarkArrow[]} arrows
 * @property {number} headSize of the arrows, in pixels
 * @property {Rect | null} veil over the time steps that no gradient reaches
 * @property {{ x: number, top: number, bottom: number }[]} walls
 */

/** @typedef {{ x: number, y: number, width: number, height: number, isStrong: boolean }} Bar up from `y`, or down with a negative height */

const NAME_REM = 0.8;
const INDEX_REM = 0.62;

/** @param {CanvasRenderingContext2D} ctx @param {UnrolledMarks} marks @param {Theme} theme */
export function paintUnrolledMarks(ctx, { frames, texts, arrows, headSize, veil, walls }, theme) {
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.edge;
  for (const { x, y, width, height } of frames) ctx.strokeRect(Math.round(x) - 0.5, Math.round(y) - 0.5, Math.round(width) + 1, Math.round(height) + 1);
  paintArrows(ctx, arrows, headSize, theme);
  if (veil) paintVeil(ctx, veil, theme);
  paintWalls(ctx, walls, theme);
  for (const text of texts) paintText(ctx, text, theme);
}

/** @param {CanvasRenderingContext2D} ctx @param {readonly MarkArrow[]} arrows @param {number} head @param {Theme} theme */
function paintArrows(ctx, arrows, head, theme) {
  ctx.beginPath();
  for (const { x0, y0, x1, y1 } of arrows) {
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
  }
  ctx.strokeStyle = theme.forward;
  ctx.lineWidth = Math.max(1, 0.08 * theme.rem);
  ctx.stroke();
  ctx.beginPath();
  for (const { x0, y0, x1, y1 } of arrows) {
    const [alongX, alongY] = [Math.sign(x1 - x0) * head, Math.sign(y1 - y0) * head];
    ctx.moveTo(x1, y1);
    ctx.lineTo(x1 - alongX + alongY / 2, y1 - alongY + alongX / 2);
    ctx.lineTo(x1 - alongX - alongY / 2, y1 - alongY - alongX / 2);
    ctx.closePath();
  }
  ctx.fillStyle = theme.forward;
  ctx.fill();
}

/** @param {CanvasRenderingContext2D} ctx @param {Rect} veil @param {Theme} theme */
function paintVeil(ctx, { x, y, width, height }, theme) {
  ctx.globalAlpha = 0.72;
  ctx.fillStyle = theme.sunken;
  ctx.fillRect(x, y, width, height);
  ctx.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {UnrolledMarks["walls"]} walls @param {Theme} theme */
function paintWalls(ctx, walls, theme) {
  ctx.beginPath();
  for (const { x, top, bottom } of walls) {
    ctx.moveTo(Math.round(x) + 0.5, top);
    ctx.lineTo(Math.round(x) + 0.5, bottom);
  }
  ctx.setLineDash([0.4 * theme.rem, 0.25 * theme.rem]);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 0.12 * theme.rem;
  ctx.stroke();
  ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {MarkText} text @param {Theme} theme */
function paintText(ctx, { x, y, text, sub, align, isMuted }, theme) {
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = isMuted ? theme.muted : theme.ink;
  setFont(ctx, theme, { size: INDEX_REM, weight: 550 });
  const subWidth = sub === "" ? 0 : ctx.measureText(sub).width;
  setFont(ctx, theme, { size: NAME_REM, weight: 550 });
  const { width } = ctx.measureText(text);
  const shift = { left: 0, center: 0.5, right: 1 }[/** @type {"left" | "center" | "right"} */ (align)];
  const from = x - (width + subWidth) * shift;
  ctx.fillText(text, from, y);
  if (sub === "") return;
  setFont(ctx, theme, { size: INDEX_REM, weight: 550 });
  ctx.fillText(sub, from + width, y + 0.24 * theme.rem);
}

/** Paints bars on their line of zero. @param {CanvasRenderingContext2D} ctx @param {readonly Bar[]} bars @param {{ color: string, strong: string }} look @param {{ left: number, right: number, ys: readonly number[] }} lines @param {Theme} theme */
export function paintBars(ctx, bars, { color, strong }, { left, right, ys }, theme) {
  for (const isStrong of [false, true]) {
    ctx.beginPath();
    for (const bar of bars) if (bar.isStrong === isStrong) ctx.rect(bar.x, bar.y, bar.width, -bar.height);
    ctx.fillStyle = isStrong ? strong : color;
    ctx.fill();
  }
  ctx.beginPath();
  for (const y of ys) {
    ctx.moveTo(left, Math.round(y) + 0.5);
    ctx.lineTo(right, Math.round(y) + 0.5);
  }
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.edge;
  ctx.stroke();
}

/** Marks the time step and the cell that are pointed at or selected. @param {CanvasRenderingContext2D} ctx @param {{ cell: Rect | null, column: Rect | null, isFirm: boolean }} selection @param {Theme} theme */
export function paintSelection(ctx, { cell, column, isFirm }, theme) {
  ctx.strokeStyle = theme.accent;
  if (column) {
    ctx.globalAlpha = 0.1;
    ctx.fillStyle = theme.accent;
    ctx.fillRect(column.x, column.y, column.width, column.height);
    ctx.globalAlpha = 1;
  }
  if (!cell) return;
  ctx.lineWidth = (isFirm ? 0.2 : 0.14) * theme.rem;
  ctx.strokeRect(cell.x - 1, cell.y - 1, cell.width + 2, cell.height + 2);
}
