/** Paints weights and biases as curves. */

import { blendCurve } from "../base/curve.js";

/** @import { EdgeShape, Theme } from "../../types.js" */
/** @import { Pixels } from "../base/curve.js" */

const THINNEST_REM = 0.06;
const WIDEST_REM = 0.5;
export const DASHES = Object.freeze({ dash_rem: 0.55, gap_rem: 0.3, dot_rem: 0.16 });

/**
 * @typedef {object} EdgeItems
 * @property {readonly EdgeShape[]} edges
 * @property {Float32Array} shares -1 to 1, relative to the largest; NaN where there is no number yet, which is dotted
 * @property {Uint32Array} order indices of the edges to paint, later ones on top
 * @property {number} density 0 to 1, scales the width of the widest edge
 * @property {boolean} dashNegative
 */

/**
 * @param {Pixels} pixels
 * @param {number} ratio pixels per unit of the shapes
 * @param {EdgeItems} items
 * @param {Theme} theme
 */
export function paintEdges(pixels, ratio, { edges, shares, order, density, dashNegative }, theme) {
  const stroke = { width: 0, color: 0, dash: 0, gap: DASHES.gap_rem * theme.rem * ratio };
  for (let i = 0; i < order.length; i += 1) {
    const k = order[i] ?? 0;
    const value = shares[k] ?? 0;
    const share = value || 0;
    const { x0, y0, x1, y1 } = /** @type {EdgeShape} */ (edges[k]);
    stroke.width = edgeWidth(share, density, theme) * ratio;
    stroke.color = theme.linesPacked[tone(share, theme)] ?? 0;
    const dash_rem = Number.isNaN(value) ? DASHES.dot_rem : dashNegative && share < 0 ? DASHES.dash_rem : 0;
    stroke.dash = dash_rem * theme.rem * ratio;
    blendCurve(pixels, x0 * ratio, y0 * ratio, x1 * ratio, y1 * ratio, stroke);
  }
}

/** Traces the same curve as a path. @param {CanvasRenderingContext2D} ctx @param {EdgeShape} edge */
export function traceEdge(ctx, { x0, y0, x1, y1 }) {
  const third = (x1 - x0) / 3;
  ctx.moveTo(x0, y0);
  ctx.bezierCurveTo(x0 + third, y0, x1 - third, y1, x1, y1);
}

/** @param {number} share @param {number} density @param {Theme} theme */
export const edgeWidth = (share, density, { rem }) => rem * (THINNEST_REM + (WIDEST_REM - THINNEST_REM) * Math.abs(share) * density);

/** @param {number} share @param {Theme} theme */
export const edgeColor = (share, theme) => theme.lines[tone(share, theme)] ?? theme.edge;

/** Returns the index of an edge's colour; weak edges are strengthened a little, so that their sign is visible. @param {number} share @param {Theme} theme */
function tone(share, { lines }) {
  const half = (lines.length - 1) / 2;
  return Math.round(half + Math.sign(share) * Math.abs(share) ** 0.6 * half);
}
