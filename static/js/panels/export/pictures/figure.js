/** A picture for a file: a heading, what it shows, its legend, the settings of the run, and the link back. */

import { setFont } from "../../../painters/base/shapes.js";
import { legendLines, paintLegend } from "./legend.js";
import { canvasSheet, svgSheet } from "./sheet.js";

/** @import { Theme } from "../../../types.js" */
/** @import { LegendItem } from "./legend.js" */
/** @import { Sheet } from "./sheet.js" */

/** One of the things in a figure, below one another. @typedef {{ height: number, paint: (sheet: Sheet) => void }} Part */

/**
 * @typedef {object} FigureTexts
 * @property {string} title
 * @property {string} note the text at the right end of the heading, such as the step
 * @property {string} caption the settings of the run
 * @property {string} link to the run
 */

/**
 * @typedef {object} Figure
 * @property {number} width
 * @property {number} height
 * @property {FigureTexts} texts
 * @property {(sheet: Sheet) => void} paint
 */

/** The size of letters in pictures, whatever it is on the page. */
export const PICTURE_REM = 14;
const MARGIN = 24;
const HEADING = 36;
const LINE = 19;
/** Above and below the legend. */
const GAP = 10;
/** Pixels of a PNG per unit of the picture. */
const PNG_RATIO = 2;

/** A context that only measures texts. */
export const measuring = () => /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/**
 * Puts a figure together.
 *
 * @param {FigureTexts} texts
 * @param {{ width: number, parts: readonly Part[], legend: readonly LegendItem[] }} content `width` inside the margins
 * @param {Theme} theme
 * @returns {Figure}
 */
export function figureOf(texts, { width, parts, legend }, theme) {
  const { lines, height: legendHeight } = legendLines(measuring(), legend, width, theme);
  const heights = [HEADING, ...parts.map(({ height }) => height), legend.length > 0 ? legendHeight + 2 * GAP : 0, 2 * LINE];
  const size = { width: width + 2 * MARGIN, height: Math.ceil(heights.reduce((sum, height) => sum + height, 2 * MARGIN)) };
  /** @param {Sheet} sheet */
  const paint = (sheet) => {
    const { ctx } = sheet;
    ctx.fillStyle = theme.ground;
    ctx.fillRect(0, 0, size.width, size.height);
    ctx.save();
    ctx.translate(MARGIN, MARGIN);
    paintHeading(ctx, texts, width, theme);
    ctx.translate(0, HEADING);
    for (const part of parts) {
      part.paint(sheet);
      ctx.translate(0, part.height);
    }
    if (legend.length > 0) {
      ctx.translate(0, GAP);
      sheet.group("legend", () => paintLegend(ctx, lines, theme));
      ctx.translate(0, legendHeight + GAP);
    }
    paintFoot(sheet, texts, width, theme);
    ctx.restore();
  };
  return { ...size, texts, paint };
}

/** @param {CanvasRenderingContext2D} ctx @param {FigureTexts} texts @param {number} width @param {Theme} theme */
function paintHeading(ctx, { title, note }, width, theme) {
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  setFont(ctx, theme);
  ctx.fillStyle = theme.muted;
  ctx.fillText(note, width, HEADING * 0.35);
  const room = width - ctx.measureText(note).width - theme.rem;
  ctx.textAlign = "left";
  setFont(ctx, theme, { size: 1.1, weight: 650 });
  ctx.fillStyle = theme.ink;
  ctx.fillText(fitted(ctx, title, room), 0, HEADING * 0.35);
}

/** @param {Sheet} sheet @param {FigureTexts} texts @param {number} width @param {Theme} theme */
function paintFoot({ ctx, link }, texts, width, theme) {
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  setFont(ctx, theme, { size: 0.82 });
  ctx.fillStyle = theme.muted;
  ctx.fillText(fitted(ctx, texts.caption, width), 0, 0.6 * LINE);
  link(texts.link, () => {
    ctx.fillStyle = theme.accent;
    ctx.fillText(fitted(ctx, texts.link, width), 0, 1.6 * LINE);
  });
}

/** Cuts a text until it fits into a width, in the present font. @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} width */
export function fitted(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(`${letters.slice(0, middle).join("")}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("")}…`;
}

/** Returns a figure as the text of an SVG file. @param {Figure} figure */
export function svgOf({ width, height, texts, paint }) {
  const { sheet, file } = svgSheet(measuring());
  paint(sheet);
  return file({ width, height }, { title: `${texts.title}, ${texts.note}`, description: texts.caption, link: texts.link });
}

/** Returns a figure as a PNG file; null where the browser cannot make it. @param {Figure} figure @returns {Promise<Blob | null>} */
export function pngOf({ width, height, paint }) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: width * PNG_RATIO, height: height * PNG_RATIO });
  const ctx = canvas.getContext("2d");
  if (!ctx) return Promise.resolve(null);
  ctx.scale(PNG_RATIO, PNG_RATIO);
  paint(canvasSheet(ctx, PNG_RATIO));
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
