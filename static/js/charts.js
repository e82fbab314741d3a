/**
 * The curves, drawn by uPlot. Values on a logarithmic axis are turned into
 * exponents here, so that 1e-300 has its place and a zero has a row of its own.
 */

import uPlot from "uplot";
import { effect, signal } from "@preact/signals-core";
import { decades, log10OrNull, spread, ticks } from "./scales.js";
import { count, number, powerOfTen, tick } from "./format.js";

/** @import { Theme } from "./types.js" */
/** @import { Store } from "./store.js" */

const REDRAW_EVERY_MS = 60;
const SYNC_KEY = "steps";

/**
 * @typedef {object} Curves
 * @property {number[]} steps
 * @property {(number | null)[][]} series
 * @property {string[]} names
 * @property {string[]} colors
 * @property {number[][]} dashes
 * @property {boolean} isLog
 */

/**
 * @typedef {object} ChartOptions
 * @property {HTMLElement} box
 * @property {Store} store
 * @property {() => Curves} curves
 * @property {(index: number | null) => void} onHover index of a step under the pointer
 */

/**
 * Keeps one chart up to date.
 *
 * @param {ChartOptions} options
 */
export function createChart({ box, store, curves, onHover }) {
  /** @type {uPlot | null} */
  let plot = null;
  let key = "";
  let last_ms = 0;
  let timer = 0;
  let shown = curves();
  /** @type {{ low: number, high: number, zeros: boolean }} */
  let range = { low: 0, high: 1, zeros: false };
  const size = signal({ width: 0, height: 0 });

  function draw() {
    timer = 0;
    last_ms = performance.now();
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (!theme || width < 40 || height < 30) return;
    shown = curves();
    range = rangeOf(shown);
    const data = toData(shown);
    const newKey = [shown.series.length, shown.colors.join(), theme.rem, theme.dark].join("|");
    if (!plot || newKey !== key) {
      plot?.destroy();
      key = newKey;
      plot = new uPlot(settings(theme), data, box);
      return;
    }
    if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
    plot.setData(data);
  }

  function schedule() {
    if (timer !== 0) return;
    const wait_ms = Math.max(0, REDRAW_EVERY_MS - (performance.now() - last_ms));
    timer = window.setTimeout(draw, wait_ms);
  }

  /** @param {Theme} theme @returns {uPlot.Options} */
  function settings(theme) {
    const font = `450 ${Math.round(theme.rem * 0.8 * 10) / 10}px ${theme.font}`;
    const labelRoom = theme.rem * (shown.names.length ? 4.1 : 0.5);
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: theme.muted, font, gap: 4,
      grid: { stroke: theme.hairline, width: 1 },
      ticks: { show: false },
      border: { show: false },
    };
    return {
      ...size.value,
      padding: [theme.rem * 0.6, labelRoom, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC_KEY, setSeries: false },
        drag: { setScale: false, x: false, y: false },
        points: { size: 6 },
        y: false,
      },
      scales: {
        x: { time: false, range: (_u, low, high) => [low ?? 0, Math.max(high ?? 1, (low ?? 0) + 1)] },
        y: { range: () => [range.low, range.high] },
      },
      axes: [
        { ...axis, size: theme.rem * 1.7, space: theme.rem * 6, values: (_u, splits) => splits.map(stepTick) },
        {
          ...axis, size: theme.rem * 3.4,
          splits: (u) => splitsOf(range, shown.isLog, u.height / (theme.rem * 2)),
          values: (_u, splits) => splits.map((value) => labelOf(value, range, shown.isLog)),
        },
      ],
      series: [{}, ...shown.colors.map((color, i) => ({
        stroke: color, width: theme.rem * 0.12, dash: shown.dashes[i] ?? [], spanGaps: true,
        points: { show: false },
      }))],
      hooks: {
        draw: [(u) => drawExtras(u, theme)],
        setCursor: [(u) => onHover(u.cursor.idx ?? null)],
      },
    };
  }

  /** Names at the ends of the curves, and marks for zeros. @param {uPlot} u @param {Theme} theme */
  function drawExtras(u, theme) {
    const { ctx } = u;
    const ratio = uPlot.pxRatio;
    ctx.save();
    if (shown.isLog && range.zeros) drawZeros(u, theme, ratio);
    const right = (u.bbox.left + u.bbox.width) + theme.rem * 0.4 * ratio;
    const ends = shown.series.map((_, i) => endOf(u, i));
    const gap = theme.rem * 0.98 * ratio;
    const fits = shown.series.length * gap <= u.bbox.height + gap;
    const isEnd = (/** @type {number} */ i) => i === 0 || i === shown.series.length - 1;
    const known = ends.flatMap((y, i) => (y === null || (!fits && !isEnd(i)) ? [] : [{ y, i }]));
    const places = spread(known.map(({ y }) => y), gap, u.bbox.top, u.bbox.top + u.bbox.height);
    ctx.font = `600 ${theme.rem * 0.8 * ratio}px ${theme.font}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    known.forEach(({ i }, k) => {
      ctx.fillStyle = shown.colors[i] ?? theme.ink;
      ctx.fillText(shown.names[i] ?? "", right, places[k] ?? 0);
    });
    ctx.restore();
  }

  /** @param {uPlot} u @param {number} i */
  function endOf(u, i) {
    const values = u.data[i + 1] ?? [];
    for (let k = values.length - 1; k >= 0; k -= 1) {
      const value = values[k];
      if (typeof value === "number") return u.valToPos(value, "y", true);
    }
    return shown.series[i]?.some((value) => value === 0) ? u.valToPos(range.low, "y", true) : null;
  }

  /** @param {uPlot} u @param {Theme} theme @param {number} ratio */
  function drawZeros(u, theme, ratio) {
    const y = u.valToPos(range.low, "y", true);
    const size = theme.rem * 0.16 * ratio;
    shown.series.forEach((values, i) => {
      u.ctx.fillStyle = shown.colors[i] ?? theme.ink;
      values.forEach((value, k) => {
        if (value !== 0) return;
        u.ctx.fillRect(u.valToPos(shown.steps[k] ?? 0, "x", true) - size, y - size, 2 * size, 2 * size);
      });
    });
  }

  new ResizeObserver(() => {
    const { width, height } = box.getBoundingClientRect();
    size.value = { width: Math.floor(width), height: Math.floor(height) };
  }).observe(box);
  effect(() => {
    void [store.drawn.value, store.theme.value, size.value, store.state.value.network];
    void [store.view.value.logLoss, store.view.value.logSteps];
    schedule();
  });
}

/** @param {Curves} curves @returns {uPlot.AlignedData} */
function toData({ steps, series, isLog }) {
  return [steps, ...series.map((values) => (isLog ? values.map(log10OrNull) : values))];
}

/** @param {Curves} curves */
export function rangeOf({ series, isLog }) {
  let low = Infinity;
  let high = -Infinity;
  let zeros = false;
  for (const value of series.flat()) {
    if (value === null || !Number.isFinite(value)) continue;
    if (isLog && value === 0) zeros = true;
    const place = isLog ? log10OrNull(value) : value;
    if (place === null) continue;
    low = Math.min(low, place);
    high = Math.max(high, place);
  }
  if (low === Infinity) return { low: isLog ? -2 : 0, high: isLog ? 0 : 1, zeros };
  if (!isLog) return { low: Math.min(0, low), high: high + (high - Math.min(0, low)) * 0.06 || 1, zeros };
  const room = Math.max(0.15, (high - low) * 0.06);
  const middle = (low + high) / 2;
  const reach = Math.max((high - low) / 2 + room, 0.75);
  return { low: middle - reach - (zeros ? 0.16 * reach : 0), high: middle + reach, zeros };
}

/** @param {{ low: number, high: number, zeros: boolean }} range @param {boolean} isLog @param {number} most */
function splitsOf({ low, high, zeros }, isLog, most) {
  if (!isLog) return ticks(low, high, Math.max(2, most));
  const lowest = zeros ? low + (high - low) * 0.07 : low;
  const found = high - low < 1.7 ? parts(lowest, high) : decades(lowest, high, Math.max(2, most));
  return zeros ? [low, ...found] : found;
}

/** @param {number} value @param {{ low: number, high: number, zeros: boolean }} range @param {boolean} isLog */
function labelOf(value, range, isLog) {
  if (!isLog) return tick(value);
  if (range.zeros && value === range.low) return "0";
  return Number.isInteger(value) && range.high - range.low >= 1.7 ? powerOfTen(value) : tick(Number((10 ** value).toPrecision(3)));
}

/** Ones, twos and fives, as exponents. @param {number} low @param {number} high */
function parts(low, high) {
  const found = [];
  for (let k = Math.floor(low); k <= high; k += 1) {
    found.push(...[1, 2, 5].map((n) => k + Math.log10(n)).filter((place) => place >= low && place <= high));
  }
  return found;
}

/** @param {number} step */
function stepTick(step) {
  if (!Number.isInteger(step)) return "";
  return step >= 1e5 ? `${number(step / 1000, 3).replace(/\.0+$/, "")}k` : count(step);
}
