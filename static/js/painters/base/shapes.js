/** Shapes that several painters use. */

/** @import { Theme } from "../../types.js" */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {{ size?: number, weight?: number }} [options] size in rem
 */
export function setFont(ctx, theme, { size = 0.86, weight = 450 } = {}) {
  ctx.font = `${weight} ${Math.round(size * theme.rem * 10) / 10}px ${theme.font}`;
}

/** More texts are forgotten. */
const MOST_TEXTS = 1000;

/**
 * Returns a function that measures the width of a bold text in pixels, each text once,
 * because to set a font and to measure takes long.
 *
 * @param {Context} ctx
 * @param {Theme} theme
 * @returns {(text: string, sizeRem: number) => number}
 */
export function textMeasure(ctx, theme) {
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, sizeRem) => {
    const key = `${sizeRem} ${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    setFont(ctx, theme, { size: sizeRem, weight: 680 });
    const { width } = ctx.measureText(text);
    if (known.size === MOST_TEXTS) known.clear();
    known.set(key, width);
    return width;
  };
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
