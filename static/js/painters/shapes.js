/** Shapes that several painters use. */

/** @import { Theme } from "../types.js" */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {{ size?: number, weight?: number }} [options] size in rem
 */
export function setFont(ctx, theme, { size = 0.86, weight = 450 } = {}) {
  ctx.font = `${weight} ${Math.round(size * theme.rem * 10) / 10}px ${theme.font}`;
}

/**
 * @param {Context} ctx
 * @param {number} x centre
 * @param {number} y centre
 * @param {number} size
 * @param {number} radius
 */
export function roundSquare(ctx, x, y, size, radius) {
  ctx.beginPath();
  ctx.roundRect(x - size / 2, y - size / 2, size, size, radius);
}

/**
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function diamond(ctx, x, y, radius) {
  ctx.moveTo(x, y - radius);
  ctx.lineTo(x + radius, y);
  ctx.lineTo(x, y + radius);
  ctx.lineTo(x - radius, y);
  ctx.closePath();
}

/** @param {Context} ctx @param {number} x @param {number} y @param {number} radius */
export function disc(ctx, x, y, radius) {
  ctx.moveTo(x + radius, y);
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}
