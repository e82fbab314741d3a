/** Paints what uPlot does not: names at the ends of curves, zeros, marks. */

import uPlot from "uplot";
import { clamp, spread } from "../base/numbers/scales.js";
import { evenlySpaced } from "../state/store/curve-history.js";
import { positionOfStep } from "./axes.js";
import { placeWords } from "./prepare.js";

/** @import { Theme } from "../types.js" */
/** @import { Range } from "./axes.js" */
/** @import { Curves, Prepared } from "./prepare.js" */

/** The distance of two names, in rem. */
const NAME_GAP = 1.02;
const SMALLEST_NAME_GAP = 0.76;
/** From the end of a curve to its name, in rem. */
const NAME_INDENT = 0.55;

/**
 * @param {uPlot} u
 * @param {Curves} curves
 * @param {Prepared} prepared
 * @param {Theme} theme
 */
export function paintExtras(u, curves, prepared, theme) {
  const unit = theme.rem * uPlot.pxRatio;
  u.ctx.save();
  if (curves.kind.isLog && prepared.range.zeros) paintZeros(u, curves, prepared, unit, theme);
  paintEnds(u, curves, prepared, unit, theme);
  paintChanges(u, curves, prepared, unit, theme);
  u.ctx.restore();
}

/** @param {uPlot} u @param {Curves} curves @param {Prepared} prepared @param {number} unit @param {Theme} theme */
function paintZeros(u, { colors }, { rows, positions, range }, unit, theme) {
  const y = u.valToPos(range.low, "y", true);
  const half = 0.16 * unit;
  rows.series.forEach((values, i) => {
    u.ctx.fillStyle = colors[i] ?? theme.ink;
    values.forEach((value, k) => {
      if (value === 0) u.ctx.fillRect(u.valToPos(positions[k] ?? 0, "x", true) - half, y - half, 2 * half, 2 * half);
    });
  });
}

/**
 * Paints the names, moved apart so that they do not overlap, each with a line from the end
 * of its curve. Many names are smaller; of too many only some are painted.
 *
 * @param {uPlot} u
 * @param {Curves} curves
 * @param {Prepared} prepared
 * @param {number} unit
 * @param {Theme} theme
 */
function paintEnds(u, curves, prepared, unit, theme) {
  const { ctx, bbox } = u;
  const ends = endsOf(u, curves, prepared, theme);
  const gap = unit * clamp(bbox.height / unit / Math.max(1, ends.length - 1), SMALLEST_NAME_GAP, NAME_GAP);
  const shown = evenlySpaced(ends.length, Math.max(1, Math.floor(bbox.height / gap + 1e-9) + 1)).flatMap((k) => ends[k] ?? []);
  const positions = spread(
    shown.map(({ y }) => y),
    gap,
    bbox.top,
    bbox.top + bbox.height,
  );
  const right = bbox.left + bbox.width;
  ctx.font = `600 ${Math.min(0.8 * unit, 0.92 * gap)}px ${theme.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineWidth = uPlot.pxRatio;
  shown.forEach(({ y, name, color }, k) => {
    const moved = positions[k] ?? y;
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(right, y);
    ctx.lineTo(right + 0.8 * NAME_INDENT * unit, moved);
    ctx.stroke();
    ctx.fillStyle = color;
    ctx.fillText(name, right + NAME_INDENT * unit, moved);
  });
}

/**
 * Returns the end of each curve that has a name and a value.
 *
 * @param {uPlot} u
 * @param {Curves} curves
 * @param {Prepared} prepared
 * @param {Theme} theme
 */
function endsOf(u, { names, ends = names, colors, references = [] }, prepared, theme) {
  const found = ends.flatMap((name, i) => {
    const y = name ? endOf(u, i, prepared) : null;
    return y === null ? [] : [{ y, name, color: colors[i] ?? theme.ink }];
  });
  references.forEach(({ name, color = theme.muted }, i) => {
    const behind = prepared.references[i]?.series[0]?.findLast((value) => value !== null);
    if (typeof behind === "number") found.push({ y: yOf(u, behind, prepared.range), name, color });
  });
  return found;
}

/** @param {uPlot} u @param {number} i @param {Prepared} prepared */
function endOf(u, i, { rows, raw, smooth, range }) {
  const values = rows.series[i] ?? [];
  const last = values.findLastIndex((value) => value !== null);
  if (last < 0) return null;
  const position = values[last] === 0 ? (raw[i]?.[last] ?? range.low) : ((smooth ?? raw)[i]?.[last] ?? range.low);
  return yOf(u, position, range);
}

/** @param {uPlot} u @param {number} position @param {Range} range */
const yOf = (u, position, range) => u.valToPos(Math.min(range.high, Math.max(range.low, position)), "y", true);

/** Returns the positions of the changes that are on the axis, with their texts. @param {uPlot} u @param {Curves} curves @param {Prepared} prepared */
const placedMarks = (u, { marks, logSteps }, { xRange }) =>
  marks.flatMap(({ step, text }) => {
    const position = positionOfStep(step, logSteps);
    return position < xRange[0] || position > xRange[1] ? [] : [{ x: u.valToPos(position, "x", true), text }];
  });

/** Whether the texts of changes need room above the curves. @param {Pick<Curves, "marks">} curves */
export const hasWords = ({ marks }) => marks.some(({ text }) => text !== "");

/** Paints a line at each change, behind the curves. @param {uPlot} u @param {Curves} curves @param {Prepared} prepared @param {Theme} theme */
export function paintChangeLines(u, curves, prepared, theme) {
  const { ctx, bbox } = u;
  const unit = theme.rem * uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([0.15 * unit, 0.25 * unit]);
  for (const { x } of placedMarks(u, curves, prepared)) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** Paints a diamond for each change, and its text if there is room, in a row above the curves. @param {uPlot} u @param {Curves} curves @param {Prepared} prepared @param {number} unit @param {Theme} theme */
function paintChanges(u, curves, prepared, unit, theme) {
  const { ctx, bbox } = u;
  const placed = placedMarks(u, curves, prepared);
  const y = bbox.top - (hasWords(curves) ? 0.5 : 0.3) * unit;
  ctx.font = `550 ${0.78 * unit}px ${theme.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const wanted = placed.map(({ x, text }) => ({ x, width: ctx.measureText(text).width }));
  const starts = placeWords(wanted, bbox.left, bbox.left + bbox.width, 0.5 * unit);
  for (const [i, { x, text }] of placed.entries()) {
    paintDiamond(ctx, x, y, 0.3 * unit, theme.accent);
    const start = starts[i] ?? null;
    if (text && start !== null) ctx.fillText(text, start, y);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} size @param {string} color */
function paintDiamond(ctx, x, y, size, color) {
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
}
