/** Paints what is above the matrices of a convolutional network: bars of the output, winners of pooling, what is selected and what it is linked with. */

import { blendBox, packedOf } from "../base/blend-box.js";
import { fillBox } from "../base/heatmap.js";
import { setFont } from "../base/shapes.js";

/** @import { Rect, Theme } from "../../types.js" */
/** @import { Pixels } from "../base/curve.js" */
/** @import { Box } from "../base/heatmap.js" */

/**
 * A bar of the output.
 *
 * @typedef {object} Bar
 * @property {Rect} rect
 * @property {number} share of the longest bar, -1 to 1; NaN if the number is not known
 * @property {boolean} isSigned whether bars begin in the middle
 */

/** @typedef {{ rect: Rect, label: string, isTarget: boolean }} BarName */

/** Returns the room of a bar beside its label. @param {Rect} rect @param {number} rem */
export const barRoom = ({ x, y, width, height }, rem) => ({ x: x + rem * 1.3, y, width: Math.max(4, width - rem * 2.2), height });

/**
 * Paints bars into pixels.
 *
 * @param {Pixels} pixels
 * @param {number} ratio pixels per unit of the bars
 * @param {readonly Bar[]} bars
 * @param {Theme} theme
 */
export function paintBars(pixels, ratio, bars, theme) {
  const { ground, sunken, positive, negative, edge } = packedOf(theme);
  for (const { rect, share, isSigned } of bars) {
    const room = barRoom(rect, theme.rem);
    const zero = isSigned ? room.x + room.width / 2 : room.x;
    const length = (Number.isNaN(share) ? 0 : share) * (isSigned ? room.width / 2 : room.width);
    fillBox(pixels, outerBox(room, ratio), ground);
    blendBox(pixels, ratio, room, sunken);
    blendBox(pixels, ratio, { ...room, x: Math.min(zero, zero + length), width: Math.abs(length) }, share < 0 ? negative : positive);
    if (isSigned) blendBox(pixels, ratio, { ...room, x: zero - 0.5, width: 1 }, edge);
  }
}

/** Returns the whole pixels that a rectangle reaches into. @param {Rect} rect @param {number} ratio @returns {Box} */
function outerBox({ x, y, width, height }, ratio) {
  const [left, top] = [Math.floor(x * ratio), Math.floor(y * ratio)];
  return { left, top, wide: Math.ceil((x + width) * ratio) - left, high: Math.ceil((y + height) * ratio) - top };
}

/** Writes the names of bars, and marks the one of the target. @param {CanvasRenderingContext2D} ctx @param {readonly BarName[]} names @param {Theme} theme */
export function paintBarNames(ctx, names, theme) {
  for (const { rect, label, isTarget } of names) {
    const room = barRoom(rect, theme.rem);
    const middle = rect.y + rect.height / 2;
    setFont(ctx, theme, { size: Math.min(0.8, (rect.height / theme.rem) * 1.1), weight: isTarget ? 700 : 450 });
    ctx.fillStyle = isTarget ? theme.accent : theme.ink;
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    ctx.fillText(label, room.x - theme.rem * 0.35, middle);
    if (isTarget) pointer(ctx, room.x + room.width + theme.rem * 0.2, middle, Math.min(rect.height, theme.rem) * 0.4, theme);
  }
}

/** A triangle that points at the bar of the target. @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} reach @param {Theme} theme */
function pointer(ctx, x, y, reach, theme) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + reach * 1.4, y - reach);
  ctx.lineTo(x + reach * 1.4, y + reach);
  ctx.closePath();
  ctx.fillStyle = theme.accent;
  ctx.fill();
}

/** Marks the pixels that max pooling has handed on. @param {Pixels} pixels @param {number} ratio pixels per unit of the cells @param {readonly Rect[]} cells @param {Theme} theme */
export function paintWinners(pixels, ratio, cells, theme) {
  const { ink } = packedOf(theme);
  for (const { x, y, width, height } of cells) {
    const size = Math.max(2, Math.round(width * 0.3));
    const rect = { x: Math.round(x + (width - size) / 2), y: Math.round(y + (height - size) / 2), width: size, height: size };
    blendBox(pixels, ratio, rect, ink);
  }
}

/** @typedef {{ rect: Rect, isSource: boolean }} Light numbers that are linked with the selected one */

/**
 * Frames linked numbers: what goes into the selected one in the colour of the way
 * back, what it goes into in the colour of the way forward.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Light[]} lights
 * @param {Theme} theme
 */
export function paintLights(ctx, lights, theme) {
  for (const { rect, isSource } of lights) {
    const color = isSource ? theme.backward : theme.forward;
    outline(ctx, rect, 1, theme.panel, 3.5);
    outline(ctx, rect, 1, color, 1.75);
  }
}

/** Rings the selected number. @param {CanvasRenderingContext2D} ctx @param {Rect} rect @param {Theme} theme */
export function paintSelected(ctx, rect, theme) {
  outline(ctx, rect, 1.5, theme.panel, theme.rem * 0.34);
  outline(ctx, rect, 1.5, theme.accent, theme.rem * 0.17);
}

/** @param {CanvasRenderingContext2D} ctx @param {Rect} rect @param {number} by how far outside @param {string} color @param {number} lineWidth */
function outline(ctx, { x, y, width, height }, by, color, lineWidth) {
  ctx.strokeStyle = color;
  ctx.lineWidth = lineWidth;
  ctx.beginPath();
  ctx.rect(x - by, y - by, width + 2 * by - 1, height + 2 * by - 1);
  ctx.stroke();
}

/**
 * Draws the sides of a pyramid from a patch to the number that is computed from it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Rect} from
 * @param {Rect} to
 * @param {Theme} theme
 */
export function paintRays(ctx, from, to, theme) {
  ctx.beginPath();
  for (const share of [0, 1]) {
    ctx.moveTo(from.x + from.width, from.y + share * from.height);
    ctx.lineTo(to.x, to.y + share * to.height);
  }
  ctx.globalAlpha = 0.5;
  ctx.strokeStyle = theme.backward;
  ctx.lineWidth = 1.25;
  ctx.stroke();
  ctx.globalAlpha = 1;
}
