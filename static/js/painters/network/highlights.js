/** Paints marks above the network: the selection, what the last op has computed, dead units, what is not computed yet. */

import { roundSquare } from "../base/shapes.js";
import { edgeColor, traceEdge } from "./edges.js";

/** @import { EdgeItem, EdgeShape, NodeShape, Theme } from "../../types.js" */

/** How opaque the glow of edges is. */
const GLOW = 0.22;

/**
 * @typedef {object} HighlightItems
 * @property {readonly EdgeItem[]} edges hovered or pinned edges
 * @property {readonly NodeShape[]} nodes hovered or pinned nodes
 * @property {readonly NodeShape[]} active neurons whose numbers the last op has computed
 * @property {readonly EdgeShape[]} glowing edges whose numbers it has computed
 * @property {readonly NodeShape[]} dead neurons that are dead
 * @property {readonly NodeShape[]} unknown neurons whose number there is not yet
 * @property {"forward" | "backward" | "update" | null} phase
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {HighlightItems} items
 * @param {Theme} theme
 */
export function paintHighlights(ctx, { edges, nodes, active, glowing, dead, unknown, phase }, theme) {
  const color = phase === "backward" ? theme.backward : phase === "forward" ? theme.forward : theme.accent;
  glow(ctx, glowing, color, theme);
  for (const node of unknown) veil(ctx, node, theme);
  for (const node of dead) cross(ctx, node, theme);
  for (const edge of edges) {
    ctx.beginPath();
    traceEdge(ctx, edge);
    ctx.lineCap = "round";
    ctx.strokeStyle = theme.panel;
    ctx.lineWidth = edge.width + theme.rem * 0.42;
    ctx.stroke();
    ctx.strokeStyle = theme.accent;
    ctx.lineWidth = edge.width + theme.rem * 0.18;
    ctx.stroke();
    ctx.strokeStyle = edgeColor(edge.share, theme);
    ctx.lineWidth = edge.width;
    ctx.stroke();
  }
  for (const node of nodes) ring(ctx, node, theme.accent, theme);
  for (const node of active) ring(ctx, node, color, theme);
}

/** Draws a soft glow around edges, all in one stroke, so that crossings are no stronger. @param {CanvasRenderingContext2D} ctx @param {readonly EdgeShape[]} edges @param {string} color @param {Theme} theme */
function glow(ctx, edges, color, theme) {
  if (edges.length === 0) return;
  ctx.beginPath();
  for (const edge of edges) traceEdge(ctx, edge);
  ctx.globalAlpha = GLOW;
  ctx.lineCap = "round";
  ctx.strokeStyle = color;
  ctx.lineWidth = theme.rem * 0.6;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {NodeShape} node @param {string} color @param {Theme} theme */
function ring(ctx, node, color, theme) {
  const size = node.size + theme.rem * 0.36;
  roundSquare(ctx, node.x, node.y, size, node.kind === "bias" ? size / 2 : Math.min(size * 0.2, theme.rem * 0.65));
  ctx.strokeStyle = color;
  ctx.lineWidth = theme.rem * 0.2;
  ctx.stroke();
}

/** Crosses a neuron out, dark on light, so that the cross is visible on any heatmap. @param {CanvasRenderingContext2D} ctx @param {NodeShape} node @param {Theme} theme */
function cross(ctx, { x, y, size }, theme) {
  const reach = size * 0.36;
  for (const [color, width] of /** @type {const} */ ([
    [theme.panel, 0.42],
    [theme.ink, 0.2],
  ])) {
    ctx.beginPath();
    ctx.moveTo(x - reach, y - reach);
    ctx.lineTo(x + reach, y + reach);
    ctx.moveTo(x + reach, y - reach);
    ctx.lineTo(x - reach, y + reach);
    ctx.lineCap = "round";
    ctx.strokeStyle = color;
    ctx.lineWidth = Math.min(theme.rem, size * 0.5) * width;
    ctx.stroke();
  }
}

/** Veils and hatches a neuron, whose border is dashed. @param {CanvasRenderingContext2D} ctx @param {NodeShape} node @param {Theme} theme */
function veil(ctx, { x, y, size }, theme) {
  const radius = Math.min(size * 0.18, theme.rem * 0.5);
  const [left, top, pitch] = [x - size / 2, y - size / 2, Math.max(4, theme.rem * 0.5)];
  ctx.save();
  roundSquare(ctx, x, y, size + 1, radius);
  ctx.fillStyle = theme.ground;
  ctx.fill();
  ctx.clip();
  ctx.beginPath();
  for (let along = pitch / 2; along < 2 * size; along += pitch) {
    ctx.moveTo(left + along, top);
    ctx.lineTo(left + along - size, top + size);
  }
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
  roundSquare(ctx, x, y, size, radius);
  ctx.setLineDash([theme.rem * 0.25, theme.rem * 0.2]);
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.setLineDash([]);
}
