/** Draws inputs, neurons with their heatmaps, and bias units. */

import { t } from "../words.js";
import { roundSquare, setFont } from "./shapes.js";

/** @import { ColumnShape, NodeShape, Theme } from "../types.js" */

/**
 * @typedef {object} Picture
 * @property {CanvasImageSource} source
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} NodeItem
 * @property {NodeShape} node
 * @property {Picture | null} picture its heatmap, cut from an atlas
 * @property {string | null} fill its colour where it has no heatmap
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly NodeItem[]} items
 * @param {Theme} theme
 */
export function paintNodes(ctx, items, theme) {
  for (const { node, picture, fill } of items) {
    if (node.kind === "bias") {
      paintBias(ctx, node, theme);
      continue;
    }
    const radius = Math.min(node.size * 0.18, theme.rem * 0.5);
    roundSquare(ctx, node.x, node.y, node.size, radius);
    ctx.fillStyle = fill ?? theme.panel;
    ctx.fill();
    if (picture) {
      ctx.save();
      ctx.clip();
      ctx.imageSmoothingEnabled = true;
      ctx.drawImage(
        picture.source, picture.x, picture.y, picture.width, picture.height,
        node.x - node.size / 2, node.y - node.size / 2, node.size, node.size,
      );
      ctx.restore();
    }
    roundSquare(ctx, node.x, node.y, node.size, radius);
    ctx.strokeStyle = theme.muted;
    ctx.lineWidth = 1;
    ctx.stroke();
    if (node.kind === "input") paintInputName(ctx, node, theme);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {NodeShape} node @param {Theme} theme */
function paintBias(ctx, node, theme) {
  ctx.beginPath();
  ctx.arc(node.x, node.y, node.size / 2, 0, 2 * Math.PI);
  ctx.fillStyle = theme.panel;
  ctx.fill();
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1;
  ctx.stroke();
  setFont(ctx, theme, { size: Math.min(0.8, (node.size / theme.rem) * 0.6), weight: 600 });
  ctx.fillStyle = theme.ink;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(node.label, node.x, node.y + 0.5);
}

/** @param {CanvasRenderingContext2D} ctx @param {NodeShape} node @param {Theme} theme */
function paintInputName(ctx, node, theme) {
  if (node.size < theme.rem * 1.2) return;
  setFont(ctx, theme, { weight: 500 });
  ctx.fillStyle = theme.ink;
  ctx.textBaseline = "middle";
  const room = node.x - node.size / 2 - 0.5 * theme.rem;
  const isLong = ctx.measureText(node.label).width > room - 4;
  ctx.textAlign = isLong ? "center" : "right";
  if (isLong) ctx.fillText(node.label, node.x, node.y + node.size / 2 + 0.75 * theme.rem);
  else ctx.fillText(node.label, room, node.y);
}

/**
 * The mark for units that are there but not drawn one by one.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly ColumnShape[]} columns
 * @param {Theme} theme
 */
export function paintOmissions(ctx, columns, theme) {
  setFont(ctx, theme, { size: 0.8, weight: 600 });
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const column of columns) {
    if (column.omitted > 0) ctx.fillText(t("unit.more", { n: column.omitted }), column.x, column.omittedY);
  }
}
