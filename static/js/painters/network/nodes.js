/** Paints the borders and names of inputs and neurons, and the bias units. */

import { t } from "../../base/words/i18n.js";
import { roundSquare, setFont } from "../base/shapes.js";

/** @import { ColumnShape, NetworkShape, NodeShape, Theme } from "../../types.js" */

/**
 * Paints what does not change while a network learns: borders, which also round the
 * corners of the heatmaps, names, and bias units.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pick<NetworkShape, "nodes" | "width" | "gap">} shape
 * @param {Theme} theme
 */
export function paintNodes(ctx, { nodes, width, gap }, theme) {
  for (const node of nodes) {
    if (node.kind === "bias") {
      paintBias(ctx, node, theme);
      continue;
    }
    const radius = Math.min(node.size * 0.18, theme.rem * 0.5);
    roundSquare(ctx, node.x, node.y, node.size, radius);
    const over = node.size + 1;
    ctx.rect(node.x - over / 2, node.y - over / 2, over, over);
    ctx.fillStyle = theme.ground;
    ctx.fill("evenodd");
    roundSquare(ctx, node.x, node.y, node.size, radius);
    ctx.strokeStyle = theme.muted;
    ctx.lineWidth = 1;
    ctx.stroke();
    if (node.label) paintName(ctx, node, theme, { width, gap });
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

/**
 * Paints the name of an input on its left, of an output on its right, or below the node if
 * it is too long. Where that has no room either it is omitted: the card and the table show it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {NodeShape} node
 * @param {Theme} theme
 * @param {{ width: number, gap: number }} room width of the canvas, and the space between two neurons
 */
function paintName(ctx, node, theme, { width, gap }) {
  if (node.size < theme.rem * 1.2) return;
  setFont(ctx, theme, { weight: 500 });
  ctx.fillStyle = theme.ink;
  ctx.textBaseline = "middle";
  const away = node.size / 2 + 0.5 * theme.rem;
  const isInput = node.kind === "input";
  const room = isInput ? node.x - away : width - node.x - away;
  const isBelow = ctx.measureText(node.label).width > room - 4 && gap >= 0.9 * theme.rem;
  ctx.textAlign = isBelow ? "center" : isInput ? "right" : "left";
  if (isBelow) ctx.fillText(node.label, node.x, node.y + node.size / 2 + Math.min(0.75 * theme.rem, gap / 2));
  else ctx.fillText(fitting(ctx, node.label, room - 4), isInput ? node.x - away : node.x + away, node.y);
}

/** Cuts a text until it fits into a width, to nothing if no letter does; of `island=Dream`, the island goes first. @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} width */
function fitting(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  const value = text.slice(Math.max(0, text.indexOf("=")));
  if (ctx.measureText(value).width <= width) return value;
  const letters = [...value];
  while (letters.length > 0 && ctx.measureText(`${letters.join("")}…`).width > width) letters.pop();
  return letters.length > 0 ? `${letters.join("")}…` : "";
}

/**
 * Paints the number of units that are not drawn.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly ColumnShape[]} columns
 * @param {Theme} theme
 */
export function paintOmissions(ctx, columns, theme) {
  setFont(ctx, theme, { size: 0.8, weight: 600 });
  ctx.fillStyle = theme.muted;
  ctx.strokeStyle = theme.ground;
  ctx.lineJoin = "round";
  ctx.lineWidth = theme.rem * 0.32;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const room = columns.length > 1 ? (columns[1]?.x ?? 0) - (columns[0]?.x ?? 0) : Infinity;
  for (const column of columns) {
    if (column.omitted === 0) continue;
    const words = t("unit.more", { n: column.omitted });
    const text = ctx.measureText(words).width > room - 0.5 * theme.rem ? `+${column.omitted}` : words;
    ctx.strokeText(text, column.x, column.omittedY);
    ctx.fillText(text, column.x, column.omittedY);
  }
}
