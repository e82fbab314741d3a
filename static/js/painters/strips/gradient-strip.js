/** Paints the gradient strip: rms(delta) of each layer, the factors in between, theory and twin. */

import { disc, setFont } from "../base/shapes.js";

/** @import { Theme } from "../../types.js" */

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {"weights" | "derivatives"} Factor of a layer */
/** @typedef {Factor | "forget" | "rest"} TimeFactor of a time step */
/** @typedef {{ layer: number, factor: Factor | null }} Mark a dot, or one of the two factors to its right */
/** @typedef {{ layer: number, x: number, y: number, isZero: boolean }} StripDot */
/** @typedef {{ x: number, y: number, text: string }} StripLabel */

/**
 * One factor; `x` is the left end of its text.
 *
 * @typedef {{ layer: number, factor: TimeFactor, x: number, y: number, width: number, text: string, sign: string, isStrong: boolean }} StripFactor
 */

/**
 * @typedef {object} StripShape
 * @property {number} left where the lines of the grid begin
 * @property {number} right
 * @property {StripLabel[]} ticks at the left end of the lines of the grid
 * @property {StripDot[]} dots of the layers whose rms(delta) is known
 * @property {StripDot[]} twin the same of the other network
 * @property {Point[]} theory
 * @property {Point[]} band the outline of what the theory allows
 * @property {StripFactor[]} factors
 * @property {StripLabel[]} signs what the rows of factors are, where the signs do not fit beside them
 * @property {number} fontRem size of the factors
 * @property {number} [dotRem] radius of a dot
 */

const DOT_REM = 0.3;
const DASH_REM = 0.28;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {StripShape} shape
 * @param {{ selected: Mark | null, color: string, twinColor: string }} look
 * @param {Theme} theme
 */
export function paintStrip(ctx, shape, { selected, color, twinColor }, theme) {
  paintGrid(ctx, shape, theme);
  paintTheory(ctx, shape, theme);
  ctx.globalAlpha = 0.45;
  const radius = theme.rem * (shape.dotRem ?? DOT_REM);
  paintDots(ctx, shape.twin, { color: twinColor, size: 0.6, radius }, theme);
  ctx.globalAlpha = 1;
  paintDots(ctx, shape.dots, { color, size: 1, radius }, theme);
  paintFactors(ctx, shape, theme);
  if (selected) paintSelected(ctx, shape, selected, theme);
}

/** @param {CanvasRenderingContext2D} ctx @param {StripShape} shape @param {Theme} theme */
function paintGrid(ctx, { left, right, ticks }, theme) {
  ctx.strokeStyle = theme.hairline;
  ctx.lineWidth = 1;
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  setFont(ctx, theme, { size: 0.8 });
  for (const { x, y, text } of ticks) {
    ctx.beginPath();
    ctx.moveTo(left, Math.round(y) + 0.5);
    ctx.lineTo(right, Math.round(y) + 0.5);
    ctx.stroke();
    ctx.fillText(text, x - 0.4 * theme.rem, y + 0.5);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {StripShape} shape @param {Theme} theme */
function paintTheory(ctx, { theory, band }, theme) {
  ctx.beginPath();
  band.forEach(({ x, y }, i) => void (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.closePath();
  ctx.globalAlpha = 0.13;
  ctx.fillStyle = theme.muted;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.beginPath();
  theory.forEach(({ x, y }, i) => void (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.setLineDash([DASH_REM * theme.rem, DASH_REM * theme.rem]);
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = theme.rem * 0.1;
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * Paints dots, and lines between neighbours that are both known and not 0.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly StripDot[]} dots
 * @param {{ color: string, size: number, radius: number }} look
 * @param {Theme} theme
 */
function paintDots(ctx, dots, { color, size, radius }, theme) {
  ctx.beginPath();
  dots.forEach((dot, i) => {
    const before = dots[i - 1];
    const isJoined = before?.layer === dot.layer - 1 && !before.isZero && !dot.isZero;
    if (isJoined) ctx.lineTo(dot.x, dot.y);
    else ctx.moveTo(dot.x, dot.y);
  });
  ctx.strokeStyle = color;
  ctx.lineWidth = theme.rem * 0.15 * size;
  ctx.lineJoin = "round";
  ctx.stroke();
  for (const isZero of [false, true]) {
    ctx.beginPath();
    for (const dot of dots) if (dot.isZero === isZero) disc(ctx, dot.x, dot.y, radius * size);
    ctx.fillStyle = isZero ? theme.ground : color;
    ctx.fill();
    if (isZero) ctx.stroke();
  }
}

/** Paints all texts of one font together, because to set a font takes long. @param {CanvasRenderingContext2D} ctx @param {StripShape} shape @param {Theme} theme */
function paintFactors(ctx, { factors, signs, fontRem }, theme) {
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = theme.ink;
  for (const weight of [680, 450]) {
    setFont(ctx, theme, { size: fontRem, weight });
    for (const { x, y, text, isStrong } of factors) if (isStrong === (weight === 680)) ctx.fillText(text, x, y);
  }
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "right";
  for (const { x, y, width, sign } of factors) ctx.fillText(sign, x + width, y);
  for (const { x, y, text } of signs) ctx.fillText(text, x, y);
  ctx.textAlign = "center";
  factors.forEach(({ layer, x, y }, i) => {
    const before = factors[i - 1];
    if (before?.layer === layer && before.y === y) ctx.fillText("·", (before.x + before.width + x) / 2, y);
  });
}

/** Marks the dot, or underlines the factor, that is being explained. @param {CanvasRenderingContext2D} ctx @param {StripShape} shape @param {Mark} selected @param {Theme} theme */
function paintSelected(ctx, { dots, factors }, selected, theme) {
  ctx.strokeStyle = theme.accent;
  ctx.lineWidth = theme.rem * 0.15;
  ctx.beginPath();
  const factor = factors.find((item) => item.layer === selected.layer && item.factor === selected.factor);
  const dot = dots.find((item) => selected.factor === null && item.layer === selected.layer);
  if (dot) ctx.arc(dot.x, dot.y, theme.rem * (DOT_REM + 0.25), 0, 2 * Math.PI);
  if (factor) {
    ctx.moveTo(factor.x, factor.y + 0.58 * theme.rem);
    ctx.lineTo(factor.x + factor.width, factor.y + 0.58 * theme.rem);
  }
  ctx.stroke();
}
