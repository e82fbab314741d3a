/** Paints an equation of small matrices, with signs between them and names above. */

import { setFont } from "../base/shapes.js";

/** @import { Theme } from "../../types.js" */

/**
 * A matrix of an equation on screen.
 *
 * @typedef {object} Item
 * @property {number} x
 * @property {number} y
 * @property {number} labelY
 * @property {number} cell
 * @property {number} rows
 * @property {number} columns
 * @property {string} sign before it
 * @property {string} label
 * @property {ArrayLike<number>} values
 * @property {number} scale of its colours
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Item[]} items
 * @param {{ factor: number, row: number, column: number } | null} pointed
 * @param {Theme} theme
 */
export function paintEquation(ctx, items, pointed, theme) {
  for (const item of items) {
    const { x, y, cell, rows, columns, sign, label, labelY } = item;
    ctx.textBaseline = "middle";
    if (sign) {
      setFont(ctx, theme, { size: 1.05, weight: 600 });
      ctx.fillStyle = theme.muted;
      ctx.textAlign = "center";
      ctx.fillText(sign, x - theme.rem * 0.65, y + (rows * cell) / 2);
    }
    setFont(ctx, theme, { size: 0.78 });
    ctx.fillStyle = theme.muted;
    ctx.textAlign = "left";
    ctx.fillText(label, x, labelY);
    ctx.fillStyle = theme.hairline;
    ctx.fillRect(x - 1, y - 1, columns * cell + 2, rows * cell + 2);
    paintCells(ctx, item, theme);
  }
  const own = pointed && items[pointed.factor];
  if (!own) return;
  const [left, top] = [own.x + pointed.column * own.cell, own.y + pointed.row * own.cell];
  for (const [color, width] of /** @type {const} */ ([
    [theme.panel, 4],
    [theme.accent, 2],
  ])) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.rect(left - 0.5, top - 0.5, own.cell, own.cell);
    ctx.stroke();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {Item} item @param {Theme} theme */
function paintCells(ctx, { x, y, cell, rows, columns, values, scale }, theme) {
  const gap = cell >= 6 ? 1 : 0;
  for (let i = 0; i < rows * columns; i += 1) {
    const value = values[i] ?? Number.NaN;
    const share = Math.max(-1, Math.min(1, value / (scale || 1)));
    ctx.fillStyle = Number.isNaN(value) ? theme.panel : (theme.mapCss[Math.round(127.5 + 127.5 * share)] ?? theme.panel);
    ctx.fillRect(x + (i % columns) * cell, y + Math.floor(i / columns) * cell, cell - gap, cell - gap);
  }
}
