/** Paints the time strip: the loss as a silhouette, faint after the position, marks, branches, the handle. */

import { diamond, disc } from "../base/shapes.js";

/** @import { Theme } from "../../types.js" */

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ step: number, x: number, event: number | null }} TimeMark  the position of an event among all of the branch, or null where it diverged */
/** @typedef {{ id: number, from: number, to: number, y: number }} BranchLine another branch, from where it has left the current one */

/**
 * @typedef {object} TimeShape
 * @property {number} height
 * @property {number} left of step 0
 * @property {number} right of step `last`
 * @property {number} last
 * @property {number} position where the handle is
 * @property {number} end of what was trained
 * @property {Point[]} silhouette
 * @property {TimeMark[]} marks
 * @property {BranchLine[]} lines
 */

/** @typedef {{ mark: TimeMark | null, isHeld: boolean, colors: ReadonlyMap<number, string> }} TimeLook the mark that is explained; whether the handle is held; the colours of branches by their ids */

const MARK_Y_REM = 0.5;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {TimeShape} shape
 * @param {TimeLook} look
 * @param {Theme} theme
 */
export function paintTime(ctx, shape, look, theme) {
  paintSilhouette(ctx, shape, theme);
  paintLines(ctx, shape, look, theme);
  paintMarks(ctx, shape, look, theme);
  paintHandle(ctx, shape, look, theme);
}

/** Paints what was trained: strong up to the position, faint after it. @param {CanvasRenderingContext2D} ctx @param {TimeShape} shape @param {Theme} theme */
function paintSilhouette(ctx, shape, theme) {
  const { left, right, end, position, height, silhouette } = shape;
  const floor = height - 0.5;
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.hairline;
  line(ctx, left, floor, right, floor);
  for (const [from, to, color, alpha] of /** @type {[number, number, string, number][]} */ ([
    [left, position, theme.accent, 0.22],
    [position, end, theme.muted, 0.14],
  ])) {
    if (to <= from) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, 0, to - from, height);
    ctx.clip();
    ctx.fillStyle = color;
    ctx.strokeStyle = color;
    ctx.globalAlpha = alpha;
    outline(ctx, silhouette);
    const [first, last] = [silhouette[0], silhouette.at(-1)];
    if (first && last) {
      ctx.lineTo(last.x, height);
      ctx.lineTo(first.x, height);
      ctx.fill();
    }
    ctx.globalAlpha = 3 * alpha;
    outline(ctx, silhouette);
    ctx.stroke();
    ctx.restore();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {readonly Point[]} points */
function outline(ctx, points) {
  ctx.beginPath();
  points.forEach(({ x, y }, i) => void (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** Paints the other branches: each rises where it has left the current one. @param {CanvasRenderingContext2D} ctx @param {TimeShape} shape @param {TimeLook} look @param {Theme} theme */
function paintLines(ctx, { lines, height }, { colors }, theme) {
  const rise = 0.9 * theme.rem;
  for (const { id, from, to, y } of lines) {
    ctx.strokeStyle = colors.get(id) ?? theme.muted;
    ctx.lineWidth = (colors.has(id) ? 0.16 : 0.11) * theme.rem;
    ctx.beginPath();
    ctx.moveTo(from, height);
    ctx.bezierCurveTo(from, y + 0.2 * (height - y), from, y, Math.min(to, from + rise), y);
    ctx.lineTo(to, y);
    ctx.stroke();
    ctx.fillStyle = ctx.strokeStyle;
    ctx.beginPath();
    disc(ctx, to, y, 0.17 * theme.rem);
    ctx.fill();
  }
}

/** Paints a diamond for each change, and a cross where the run diverged. @param {CanvasRenderingContext2D} ctx @param {TimeShape} shape @param {TimeLook} look @param {Theme} theme */
function paintMarks(ctx, { marks, height }, { mark: explained }, theme) {
  const y = height - MARK_Y_REM * theme.rem;
  for (const { x, step, event } of marks) {
    const isExplained = explained !== null && explained.step === step && explained.event === event;
    const size = (isExplained ? 0.46 : 0.34) * theme.rem;
    if (event === null) {
      ctx.strokeStyle = theme.negative;
      ctx.lineWidth = 0.16 * theme.rem;
      line(ctx, x - 0.7 * size, y - 0.7 * size, x + 0.7 * size, y + 0.7 * size);
      line(ctx, x - 0.7 * size, y + 0.7 * size, x + 0.7 * size, y - 0.7 * size);
      continue;
    }
    ctx.strokeStyle = theme.muted;
    ctx.lineWidth = 1;
    ctx.setLineDash([0.15 * theme.rem, 0.25 * theme.rem]);
    line(ctx, x, 0, x, y - size);
    ctx.setLineDash([]);
    ctx.beginPath();
    diamond(ctx, x, y, size);
    ctx.fillStyle = theme.accent;
    ctx.fill();
    ctx.strokeStyle = theme.panel;
    ctx.stroke();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {TimeShape} shape @param {TimeLook} look @param {Theme} theme */
function paintHandle(ctx, { position, height }, { isHeld }, theme) {
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = 0.16 * theme.rem;
  line(ctx, position, 0, position, height);
  ctx.beginPath();
  disc(ctx, position, height / 2, (isHeld ? 0.52 : 0.42) * theme.rem);
  ctx.fillStyle = isHeld ? theme.accent : theme.panel;
  ctx.fill();
  ctx.stroke();
}
