/** The small picture of a saved run: what its network answered, or its loss. */

import { make } from "../../base/page/dom.js";

/** @import { RunPicture } from "../../protocol.js" */
/** @import { Theme } from "../../types.js" */

/** Pixels on each side of the canvas; the stylesheet scales it. */
const SIZE = 80;

/** @param {RunPicture | null} picture @param {Theme | null} theme @returns {HTMLCanvasElement} */
export function runPicture(picture, theme) {
  const canvas = make("canvas", { class: "run-picture", attributes: { width: String(SIZE), height: String(SIZE), "aria-hidden": "true" } });
  const context = canvas.getContext("2d");
  if (!context || !picture || !theme) return canvas;
  const values = bytesOf(picture.values);
  if (picture.kind === "loss") paintLoss(context, values, theme);
  else paintSurface(context, picture, values, theme);
  return canvas;
}

/** @param {string} text in base 64 */
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** @param {CanvasRenderingContext2D} context @param {RunPicture} picture @param {Uint8Array} values @param {Theme} theme */
function paintSurface(context, { width, n_classes }, values, theme) {
  const cell = SIZE / width;
  values.forEach((value, at) => {
    context.fillStyle = (n_classes > 0 ? theme.classes[value] : theme.mapCss[value]) ?? theme.sunken;
    // Half a pixel more, so that no seam shows between two cells.
    context.fillRect((at % width) * cell, Math.floor(at / width) * cell, cell + 0.5, cell + 0.5);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Uint8Array} values @param {Theme} theme */
function paintLoss(context, values, theme) {
  const top = SIZE * 0.12;
  const high = SIZE * 0.76;
  context.beginPath();
  for (const [at, value] of values.entries()) context.lineTo((at / (values.length - 1)) * SIZE, top + (1 - value / 255) * high);
  context.strokeStyle = theme.curveTrain;
  context.lineWidth = 3;
  context.stroke();
  context.lineTo(SIZE, SIZE);
  context.lineTo(0, SIZE);
  context.globalAlpha = 0.15;
  context.fillStyle = theme.curveTrain;
  context.fill();
}
