/** Paints the output over the input plane: heatmap, boundary, points, axes. */

import { tick } from "../../base/numbers/format.js";
import { diamond, disc, setFont } from "../base/shapes.js";

/** @import { PlotShape, PointItem, Theme } from "../../types.js" */

/**
 * @typedef {object} PointItems items that do not change while a network learns
 * @property {PlotShape} shape
 * @property {readonly PointItem[]} train
 * @property {readonly PointItem[]} test
 * @property {number} radius
 * @property {(label: number) => string} color of a point
 * @property {string} ring colour around points
 */

/** @typedef {readonly (readonly [number, number])[]} Curve graph of a function of one input */

/** Paints the plane of data that have no heatmap. @param {CanvasRenderingContext2D} ctx @param {PlotShape} shape @param {Theme} theme */
export function paintEmptyPlane(ctx, { plot }, theme) {
  ctx.fillStyle = theme.sunken;
  ctx.fillRect(plot.x, plot.y, plot.width, plot.height);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {PointItems} items
 * @param {Theme} theme
 */
export function paintSamples(ctx, items, theme) {
  const { plot } = items.shape;
  ctx.beginPath();
  ctx.roundRect(plot.x, plot.y, plot.width, plot.height, theme.rem * 0.4);
  ctx.rect(plot.x - 1, plot.y - 1, plot.width + 2, plot.height + 2);
  ctx.fillStyle = theme.ground;
  ctx.fill("evenodd");
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.x, plot.y, plot.width, plot.height);
  ctx.clip();
  paintPoints(ctx, items.train, disc, items);
  paintPoints(ctx, items.test, diamond, items);
  ctx.restore();
  paintAxes(ctx, items.shape, theme);
}

/** @param {CanvasRenderingContext2D} ctx @param {Curve} curve @param {Theme} theme */
export function paintCurve(ctx, curve, theme) {
  if (curve.length === 0) return;
  ctx.lineJoin = "round";
  for (const [color, width] of /** @type {const} */ ([
    [theme.panel, 0.42],
    [theme.accent, 0.22],
  ])) {
    ctx.beginPath();
    for (const [x, y] of curve) ctx.lineTo(x, y);
    ctx.strokeStyle = color;
    ctx.lineWidth = theme.rem * width;
    ctx.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly number[]} lines x0, y0, x1, y1 of the first, then of the next one
 * @param {Theme} theme
 */
export function paintBoundary(ctx, lines, theme) {
  if (lines.length === 0) return;
  ctx.beginPath();
  for (let i = 0; i < lines.length; i += 4) {
    ctx.moveTo(lines[i] ?? 0, lines[i + 1] ?? 0);
    ctx.lineTo(lines[i + 2] ?? 0, lines[i + 3] ?? 0);
  }
  ctx.lineCap = "round";
  ctx.strokeStyle = theme.pointRing;
  ctx.lineWidth = theme.rem * 0.26;
  ctx.globalAlpha = 0.65;
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.boundary;
  ctx.lineWidth = theme.rem * 0.12;
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly PointItem[]} points
 * @param {typeof disc} shape
 * @param {PointItems} items
 */
function paintPoints(ctx, points, shape, { radius, color, ring }) {
  const size = shape === diamond ? radius * 1.35 : radius;
  ctx.strokeStyle = ring;
  ctx.lineWidth = Math.max(1, radius * 0.34);
  /** @type {Map<string, PointItem[]>} */
  const byColor = new Map();
  for (const point of points) {
    const fill = color(point.label);
    const group = byColor.get(fill);
    if (group) group.push(point);
    else byColor.set(fill, [point]);
  }
  for (const [fill, group] of byColor) {
    ctx.fillStyle = fill;
    for (const point of group) {
      ctx.beginPath();
      shape(ctx, point.x, point.y, size);
      ctx.fill();
      ctx.stroke();
    }
  }
}

/**
 * Paints thin rings around the samples of the batch.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly (readonly [number, number])[]} places samples that are not drawn have none: NaN
 * @param {number} radius of the points
 * @param {Theme} theme
 */
export function paintBatch(ctx, places, radius, theme) {
  for (const [color, width] of /** @type {const} */ ([
    [theme.panel, 0.26],
    [theme.ink, 0.12],
  ])) {
    ctx.beginPath();
    for (const [x, y] of places) if (!Number.isNaN(x + y)) disc(ctx, x, y, radius + theme.rem * 0.24);
    ctx.strokeStyle = color;
    ctx.lineWidth = theme.rem * width;
    ctx.stroke();
  }
}

/**
 * Paints a ring around the probed sample.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly [number, number]} place
 * @param {number} radius of the points
 * @param {Theme} theme
 */
export function paintProbe(ctx, [x, y], radius, theme) {
  for (const [color, width] of /** @type {const} */ ([
    [theme.panel, 0.42],
    [theme.accent, 0.2],
  ])) {
    ctx.beginPath();
    ctx.arc(x, y, radius + theme.rem * 0.42, 0, 2 * Math.PI);
    ctx.strokeStyle = color;
    ctx.lineWidth = theme.rem * width;
    ctx.stroke();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {PlotShape} shape @param {Theme} theme */
export function paintAxes(ctx, shape, theme) {
  const { plot, xTicks, yTicks, xName, yName, yRoom } = shape;
  const bottom = plot.y + plot.height;
  const gap = theme.rem * 0.3;
  setFont(ctx, theme, { size: 0.78 });
  ctx.fillStyle = theme.muted;
  ctx.strokeStyle = theme.edge;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const { at, value } of xTicks) {
    ctx.moveTo(Math.round(at) + 0.5, bottom);
    ctx.lineTo(Math.round(at) + 0.5, bottom + gap);
    ctx.fillText(tick(value), at, bottom + gap * 1.5);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const { at, value } of yTicks) {
    ctx.moveTo(plot.x, Math.round(at) + 0.5);
    ctx.lineTo(plot.x - gap, Math.round(at) + 0.5);
    ctx.fillText(tick(value), plot.x - gap * 1.6, at);
  }
  ctx.stroke();
  setFont(ctx, theme, { size: 0.82, weight: 550 });
  ctx.fillStyle = theme.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.fillText(xName, plot.x + plot.width / 2, bottom + theme.rem * 2.4);
  ctx.save();
  ctx.translate(plot.x - yRoom, plot.y + plot.height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.fillText(yName, 0, 0);
  ctx.restore();
}
