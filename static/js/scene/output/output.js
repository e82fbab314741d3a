/** Computes the output plot: plane, axes, points, boundary. Pure. */

import { tick } from "../../base/numbers/format.js";
import { linear, ticks } from "../../base/numbers/scales.js";
import { targetMean } from "../../base/words/targets.js";
import { section } from "../../net/frame.js";
import { levelLines } from "./contour.js";
import { margins } from "./surface.js";

/** @import { Frame, Plane, PlotShape, PointItem, Rect, SectionView, Theme } from "../../types.js" */
/** @import { DataFields, Points } from "../../protocol.js" */

/** The width of a letter beside the axis, in rem, and how many letters have room by themselves. */
const [TICK_WIDTH, SHORT_TICK] = [0.45, 4];
/** Values that are closer to their mean, relative to its size, are equal but for rounding. */
const ROUNDING = 1e-12;
const FUNCTION_MARGIN = 1.25;
/** The middle of a single output's range, quantised. */
const MIDDLE = 127.5;

/**
 * Returns the input plane, or null if the dataset has none.
 *
 * @param {DataFields | null} data
 * @returns {Plane | null}
 */
export function planeOf(data) {
  const [x, y, ...more] = data?.domain ?? [];
  return x && y && more.length === 0 ? [x, y] : null;
}

/**
 * @param {readonly [readonly [number, number], readonly [number, number]]} domain
 * @param {readonly string[]} names
 * @param {number} width
 * @param {number} height
 * @param {number} rem
 * @param {boolean} [isCompact] whether two plots share the room of one: without axes
 * @returns {PlotShape}
 */
export function plotShape(domain, names, width, height, rem, isCompact = false) {
  const [xDomain, yDomain] = domain;
  const yValues = isCompact ? [] : ticks(yDomain[0], yDomain[1], 6);
  const longest = Math.max(0, ...yValues.map((value) => tick(value).length));
  const room = (2.5 + TICK_WIDTH * Math.max(0, longest - SHORT_TICK)) * rem;
  const [left, bottom, margin] = isCompact ? [1, 1, 1] : [room + 1.1 * rem, 2.5 * rem, 0.5 * rem];
  const plot = {
    x: left,
    y: margin,
    width: Math.max(rem, width - left - margin),
    height: Math.max(rem, height - bottom - margin),
  };
  const aspect = (xDomain[1] - xDomain[0]) / (yDomain[1] - yDomain[0]);
  if (Math.abs(aspect - 1) < 0.01) {
    const side = Math.min(plot.width, plot.height);
    plot.x += (plot.width - side) / 2;
    plot.width = side;
    plot.height = side;
  }
  const x = linear(xDomain, [plot.x, plot.x + plot.width]);
  const y = linear(yDomain, [plot.y + plot.height, plot.y]);
  return {
    plot,
    x,
    y,
    xTicks: isCompact ? [] : ticks(xDomain[0], xDomain[1], 6).map((value) => ({ at: x(value), value })),
    yTicks: yValues.map((value) => ({ at: y(value), value })),
    yRoom: room,
    xName: isCompact ? "" : (names[0] ?? ""),
    yName: isCompact ? "" : (names[1] ?? ""),
  };
}

/**
 * @param {Points} points
 * @param {PlotShape} shape
 * @returns {PointItem[]} those inside the plot
 */
export function pointItems(points, shape) {
  const { plot } = shape;
  /** @type {PointItem[]} */
  const items = [];
  points.x.forEach((value, i) => {
    const x = shape.x(value);
    const y = shape.y(points.y[i] ?? 0);
    const inside = x >= plot.x && x <= plot.x + plot.width && y >= plot.y && y <= plot.y + plot.height;
    if (inside) items.push({ x, y, label: points.label[i] ?? 0 });
  });
  return items;
}

/**
 * Returns the index of the point nearest to a position, or null if none is within reach.
 *
 * @param {Points} points
 * @param {PlotShape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} reach_px
 * @returns {number | null}
 */
export function nearestPoint(points, shape, x, y, reach_px) {
  let nearest = null;
  let best = reach_px;
  for (const [i, value] of points.x.entries()) {
    const distance = Math.hypot(shape.x(value) - x, shape.y(points.y[i] ?? 0) - y);
    if (distance > best) continue;
    best = distance;
    nearest = i;
  }
  return nearest;
}

/**
 * Returns for data with one input the plane of input and target, with a margin above and below.
 *
 * @param {DataFields | null} data
 * @returns {Plane | null}
 */
export function functionPlane(data) {
  const [x, ...more] = data?.domain ?? [];
  if (!data || !x || more.length > 0) return null;
  const [middle, reach] = [targetMean(data, 0), labelScale(data) * FUNCTION_MARGIN];
  return [x, [middle - reach, middle + reach]];
}

/**
 * Returns the network's output as a curve over its one input.
 *
 * @param {SectionView} surface u1 [1, r, r]: all rows are alike
 * @param {readonly [number, number]} range the values that 0 and 255 mean
 * @param {PlotShape} shape
 * @returns {[number, number][]}
 */
export function functionCurve(surface, [low, high], shape) {
  const columns = surface.shape[2] ?? 0;
  const { plot } = shape;
  return Array.from({ length: columns }, (_, i) => {
    const value = low + ((surface.values[i] ?? 0) / 255) * (high - low);
    return [plot.x + ((i + 0.5) / columns) * plot.width, shape.y(value)];
  });
}

/**
 * Returns the boundaries between classes as lines on the canvas: x0, y0, x1, y1 of the first,
 * then of the next one.
 *
 * @param {Frame | null} frame
 * @param {PlotShape} shape
 * @param {DataFields} data
 * @returns {number[]}
 */
export function boundary(frame, { plot }, data) {
  const surface = section(frame, "surface");
  if (!surface || data.task !== "classification") return [];
  const [n = 1, rows = 0, columns = 0] = surface.shape;
  const lines =
    n === 1
      ? levelLines(surface.values, columns, rows, MIDDLE)
      : margins(surface, section(frame, "surface_range")).flatMap((field) => levelLines(field, columns, rows));
  const [dx, dy] = [plot.width / columns, plot.height / rows];
  for (let i = 0; i < lines.length; i += 2) {
    lines[i] = plot.x + ((lines[i] ?? 0) + 0.5) * dx;
    lines[i + 1] = plot.y + ((lines[i + 1] ?? 0) + 0.5) * dy;
  }
  return lines;
}

/**
 * Returns the radius of the points, from their number and the size of the plot.
 *
 * @param {number} n
 * @param {Rect} plot
 * @param {number} rem
 */
export function pointRadius(n, plot, rem) {
  const spacing = Math.sqrt((plot.width * plot.height) / Math.max(n, 1));
  return Math.min(0.36 * rem, Math.max(0.17 * rem, spacing * 0.26));
}

/**
 * Returns the scale of the diverging colour map for the targets of a regression.
 *
 * @param {DataFields} data
 * @returns {number} the distance from the middle that gets the strongest colour
 */
export function labelScale(data) {
  if (data.task === "classification") return 1;
  const middle = targetMean(data, 0);
  const farthest = [...data.train.label, ...data.test.label].reduce((m, v) => Math.max(m, Math.abs(v - middle)), 0);
  return farthest > ROUNDING * Math.abs(middle) ? farthest : Math.max(1, Math.abs(middle) / 10);
}

/**
 * Returns the colours of points by their labels.
 *
 * @param {DataFields} data
 * @param {Theme} theme
 * @returns {(label: number) => string}
 */
export function pointColor(data, theme) {
  if (data.task === "regression") {
    const [middle, scale] = [targetMean(data, 0), labelScale(data)];
    return (label) => theme.mapCss[Math.round(127.5 + (127.5 * (label - middle)) / scale)] ?? theme.ink;
  }
  if (data.n_classes > 2) return (label) => theme.pointClasses[label % theme.pointClasses.length] ?? theme.ink;
  return (label) => (label > 0 ? theme.pointPositive : theme.pointNegative);
}
