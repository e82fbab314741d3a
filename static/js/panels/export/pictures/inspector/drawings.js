/** Paints what the inspector draws: a bar for each sample of the batch, and the activation around a sample's z. */

import { setFont } from "../../../../painters/base/shapes.js";
import { lineBox, linesOf } from "./lines.js";

/** @import { Theme } from "../../../../types.js" */
/** @import { Context } from "./formula-boxes.js" */
/** @import { Setting } from "./lines.js" */

/** @typedef {{ height: number, paint: (ctx: Context) => void }} Block */

const BARS_HEIGHT = 78;
const NAMES_HEIGHT = 18;
const MOST_BAR = 46;
/** A tangent may be longer than the curve is high. */
const CURVE = { width: 225, height: 120, margin: 16 };
const GAP = 18;
/** In rem. */
const TABLE = { line: 1.6, gap: 1.6 };

/** Paints the bars of a list, upward and downward from one line; that of the sample that is open has a frame. @param {Element} list @param {number} width @param {Theme} theme @returns {Block} */
export function barsBlock(list, width, theme) {
  const bars = [...list.querySelectorAll(".pull")].map((button) => ({
    value: button.getAttribute("data-value"),
    isOpen: button.classList.contains("open"),
    name: button.parentElement?.querySelector(".bar-name")?.textContent ?? "",
  }));
  const values = bars.map(({ value }) => Number(value ?? 0));
  const [high, low] = [Math.max(0, ...values), Math.min(0, ...values)];
  const scale = BARS_HEIGHT / (high - low || 1);
  const pitch = Math.min(MOST_BAR, width / Math.max(1, bars.length));
  const zero = high * scale;
  return {
    height: BARS_HEIGHT + NAMES_HEIGHT + 8,
    paint: (ctx) => {
      setFont(ctx, theme, { size: 0.8 });
      ctx.textBaseline = "middle";
      ctx.textAlign = "center";
      bars.forEach(({ isOpen, name }, k) => {
        const [x, value] = [k * pitch, values[k] ?? 0];
        const tall = Math.abs(value) * scale;
        ctx.fillStyle = value < 0 ? theme.negative : theme.positive;
        ctx.fillRect(x + 0.12 * pitch, value < 0 ? zero : zero - tall, 0.76 * pitch, tall);
        if (isOpen) frame(ctx, x, pitch, theme);
        ctx.fillStyle = isOpen ? theme.accent : theme.muted;
        ctx.fillText(name, x + pitch / 2, BARS_HEIGHT + NAMES_HEIGHT / 2 + 2);
      });
      ctx.fillStyle = theme.edge;
      ctx.fillRect(0, zero - 0.5, pitch * bars.length, 1);
    },
  };
}

/** @param {Context} ctx @param {number} x @param {number} width @param {Theme} theme */
function frame(ctx, x, width, { accent }) {
  ctx.strokeStyle = accent;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.roundRect(x + 1, -2, width - 2, BARS_HEIGHT + 4, 3);
  ctx.stroke();
}

/** Paints the cells of a table below one another, each column as wide as it needs. @param {Element} table @param {Setting} setting @returns {Block} */
export function tableBlock(table, setting) {
  const { rem } = setting.theme;
  /** @param {Element} cell */
  const spanOf = (cell) => Number(cell.getAttribute("colspan") ?? 1);
  const rows = [...table.querySelectorAll("tr")].map((row) => {
    let column = 0;
    return [...row.children].map((cell) => {
      column += spanOf(cell);
      return { box: lineBox(cell, setting), last: column - 1, isWide: spanOf(cell) > 1 };
    });
  });
  /** @type {number[]} */
  const widths = [];
  for (const { box, last, isWide } of rows.flat()) if (!isWide) widths[last] = Math.max(widths[last] ?? 0, box.width);
  const ends = widths.map((_, k) => widths.slice(0, k + 1).reduce((sum, width) => sum + width + (k > 0 ? TABLE.gap * rem : 0), 0));
  const line = TABLE.line * rem;
  return {
    height: rows.length * line,
    paint: (ctx) => {
      rows.forEach((row, k) => {
        for (const { box, last } of row) box.paint(ctx, Math.max(0, (ends[last] ?? 0) - box.width), (k + 0.7) * line);
      });
    },
  };
}

/** Paints the curve of a figure, the point and its tangent, and its text beside it. @param {Element} figure @param {number} width @param {Setting} setting @returns {Block} */
export function curveBlock(figure, width, setting) {
  const { theme } = setting;
  const [, , wide = 1, tall = 1] = (figure.querySelector("svg")?.getAttribute("viewBox") ?? "0 0 1 1").split(" ").map(Number);
  const scale = { x: CURVE.width / wide, y: CURVE.height / tall };
  const caption = figure.querySelector("figcaption");
  const text = caption && linesOf(caption, width - CURVE.width - GAP, setting);
  const looks = { axis: [theme.edge, 1], f: [theme.accent, 2], tangent: [theme.backward, 2.2] };
  const point = figure.querySelector("circle");
  return {
    height: Math.max(CURVE.height, text?.height ?? 0) + 2 * CURVE.margin,
    paint: (ctx) => {
      ctx.translate(0, CURVE.margin);
      for (const [name, [color, line]] of Object.entries(looks)) {
        const path = figure.querySelector(`path.${name}`)?.getAttribute("d");
        if (!path) continue;
        Object.assign(ctx, { strokeStyle: color, lineWidth: line });
        ctx.setLineDash([]);
        tracePath(ctx, path, scale);
        ctx.stroke();
      }
      if (point) {
        const [x, y] = ["cx", "cy"].map((name) => Number(point.getAttribute(name)));
        ctx.fillStyle = theme.backward;
        ctx.beginPath();
        ctx.arc((x ?? 0) * scale.x, (y ?? 0) * scale.y, 5, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.save();
      ctx.translate(CURVE.width + GAP, 0);
      text?.paint(ctx);
      ctx.restore();
    },
  };
}

/** Traces a path of straight lines. @param {Context} ctx @param {string} path of M, L, H and V @param {{ x: number, y: number }} scale */
export function tracePath(ctx, path, scale) {
  let [x, y] = [0, 0];
  ctx.beginPath();
  for (const [, command, numbers = ""] of path.matchAll(/([MLHV])([^MLHV]*)/g)) {
    const [first = 0, second = 0] = numbers
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (command === "V") y = first;
    else x = first;
    if (command === "M" || command === "L") y = second;
    ctx[command === "M" ? "moveTo" : "lineTo"](x * scale.x, y * scale.y);
  }
}
