/** Legends of pictures: words, scales of colour, and marks with a name, in as many lines as they need. */

import { setFont } from "../../../painters/base/shapes.js";

/** @import { Theme } from "../../../types.js" */

/**
 * A word; a scale, which narrows to its middle if it is of edges; or a mark before a word.
 *
 * @typedef {{ text: string, isName?: boolean, isFirst?: boolean } | { scale: readonly string[], isWaisted?: boolean } | { mark: string, text: string }} LegendItem
 */
/** @typedef {{ item: LegendItem, x: number, text: string, width: number }} Placed */

const GAP_REM = 0.6;
const GROUP_GAP_REM = 1.8;
const LINE_REM = 1.6;
const SCALE_REM = 8;
const MARK_REM = 0.7;
const LONGEST_TEXT = 48;
const WAIST = 0.16;

/** @param {string} text */
const shortened = (text) => ([...text].length > LONGEST_TEXT ? `${[...text].slice(0, LONGEST_TEXT - 1).join("")}…` : text);

/** @param {CanvasRenderingContext2D} ctx @param {LegendItem} item @param {Theme} theme */
const setFontOf = (ctx, item, theme) => setFont(ctx, theme, { weight: "isName" in item && item.isName ? 600 : 450 });

/**
 * Places the items in lines.
 *
 * @param {CanvasRenderingContext2D} ctx measures the texts
 * @param {readonly LegendItem[]} items
 * @param {number} width
 * @param {Theme} theme
 */
export function legendLines(ctx, items, width, theme) {
  const { rem } = theme;
  /** @type {Placed[][]} */
  const lines = [[]];
  let end = 0;
  for (const item of items) {
    const text = "text" in item ? shortened(item.text) : "";
    setFontOf(ctx, item, theme);
    const wide = "scale" in item ? SCALE_REM * rem : ctx.measureText(text).width + ("mark" in item ? (MARK_REM + 0.35) * rem : 0);
    const gap = end === 0 ? 0 : ("isFirst" in item && item.isFirst ? GROUP_GAP_REM : GAP_REM) * rem;
    if (end > 0 && end + gap + wide > width) {
      lines.push([]);
      end = 0;
    } else end += gap;
    lines.at(-1)?.push({ item, x: end, text, width: wide });
    end += wide;
  }
  return { lines, height: lines.length * LINE_REM * rem };
}

/** Paints the lines with their upper left corner at 0, 0. @param {CanvasRenderingContext2D} ctx @param {readonly (readonly Placed[])[]} lines @param {Theme} theme */
export function paintLegend(ctx, lines, theme) {
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  lines.forEach((line, row) => {
    const y = (row + 0.5) * LINE_REM * theme.rem;
    for (const { item, x, text, width } of line) {
      if ("scale" in item) {
        paintScale(ctx, item, { x, y, width, height: 0.7 * theme.rem });
        continue;
      }
      setFontOf(ctx, item, theme);
      if ("mark" in item) {
        ctx.fillStyle = item.mark;
        ctx.beginPath();
        ctx.arc(x + (MARK_REM * theme.rem) / 2, y, (MARK_REM * theme.rem) / 2, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.fillStyle = "isName" in item && item.isName ? theme.ink : theme.muted;
      ctx.fillText(text, "mark" in item ? x + (MARK_REM + 0.35) * theme.rem : x, y);
    }
  });
}

/** Paints a scale of colours as one piece per colour. @param {CanvasRenderingContext2D} ctx @param {{ scale: readonly string[], isWaisted?: boolean }} item @param {{ x: number, y: number, width: number, height: number }} box */
function paintScale(ctx, { scale, isWaisted = false }, { x, y, width, height }) {
  const n = scale.length;
  /** @param {number} k */
  const reach = (k) => (height / 2) * (isWaisted ? WAIST + (1 - WAIST) * Math.abs((2 * k) / n - 1) : 1);
  scale.forEach((color, k) => {
    const [from, to] = [x + (k * width) / n, x + ((k + 1) * width) / n + (k < n - 1 ? 0.5 : 0)];
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.moveTo(from, y - reach(k));
    ctx.lineTo(to, y - reach(k + 1));
    ctx.lineTo(to, y + reach(k + 1));
    ctx.lineTo(from, y + reach(k));
    ctx.closePath();
    ctx.fill();
  });
}

/** Returns some of many colours, evenly spaced. @param {readonly string[]} colors @param {number} [count] */
export const evenColors = (colors, count = 33) =>
  Array.from(
    { length: Math.min(count, colors.length) },
    (_, i) => colors[Math.round((i * (colors.length - 1)) / (Math.min(count, colors.length) - 1 || 1))] ?? "",
  );
