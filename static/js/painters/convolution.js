/** Paints what is above the matrices of a convolutional network: bars of the output, winners of pooling, what is selected and what it is linked with. */

import { setFont } from "./shapes.js";

/** @import { Rect, Theme } from "../types.js" */

/**
 * A bar of the output.
 *
 * @typedef {object} Bar
 * @property {Rect} rect
 * @property {string} label
 * @property {number} share of the longest bar, -1 to 1; NaN if the number is not known
 * @property {boolean} isTarget
 * @property {boolean} isSigned whether bars begin in the middle
 */

/** Returns the room of a bar beside its label. @param {Rect} rect @param {number} rem */
export const barRoom = ({ x, y, width, height }, rem) => ({ x: x + rem * 1.3, y, width: Math.max(4, width - rem * 2.2), height });

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Bar[]} bars
 * @param {Theme} theme
 */
export function paintBars(ctx, bars, theme) {
  for (const { rect, label, share, isTarget, isSigned } of bars) {
    const room = barRoom(rect, theme.rem);
    ctx.fillStyle = theme.sunken;
    ctx.fillRect(room.x, room.y, room.width, room.height);
    const zero = isSigned ? room.x + room.width / 2 : room.x;
    const length = (Number.isNaN(share) ? 0 : share) * (isSigned ? room.width / 2 : room.width);
    ctx.fillStyle = share < 0 ? theme.negative : theme.positive;
    ctx.fillRect(Math.min(zero, zero + length), room.y, Math.abs(length), room.height);
    if (isSigned) {
      ctx.fillStyle = theme.edge;
      ctx.fillRect(zero - 0.5, room.y, 1, room.height);
    }
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

/** Marks the pixels that max pooling has handed on, all in one path. @param {CanvasRenderingContext2D} ctx @param {readonly Rect[]} cells @param {Theme} theme */
export function paintWinners(ctx, cells, theme) {
  ctx.beginPath();
  for (const { x, y, width, height } of cells) {
    const size = Math.max(2, Math.round(width * 0.3));
    ctx.rect(Math.round(x + (width - size) / 2), Math.round(y + (height - size) / 2), size, size);
  }
  ctx.fillStyle = theme.ink;
  ctx.fill();
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
