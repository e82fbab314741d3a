/** A chart, drawn by uPlot; the crosshairs of all charts move together. */

import uPlot from "uplot";
import { effect, signal } from "@preact/signals-core";
import { labelOf, splitsOf, stepLabel, stepSplits } from "./axes.js";
import { paintReference } from "./reference.js";
import { paintExtras } from "./paint.js";
import { isolated, referenceAt, prepare } from "./prepare.js";
import { clamp } from "../base/scales.js";

/** @import { Theme } from "../types.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Curves } from "./prepare.js" */

const REDRAW_EVERY_MS = 100;
const SYNC_KEY = "steps";
const FAINT = 0.28;
const PAGE_OF_ROWS = 10;
const NOWHERE = { left: -10, top: -10 };

/** @typedef {ReturnType<typeof createChart>} Chart */

/**
 * The row under the crosshair.
 *
 * @typedef {object} Row
 * @property {number} step
 * @property {(number | null)[]} values
 */

/**
 * @typedef {object} ChartOptions
 * @property {HTMLElement} box
 * @property {Store} store
 * @property {() => Curves} curves
 * @property {(row: Row | null) => void} onHover
 * @property {(row: Row | null, steps: readonly [number, number]) => void} onDraw called with the held row, else the last one
 */

/**
 * Creates a chart and redraws it when its curves change.
 *
 * @param {ChartOptions} options
 */
export function createChart({ box, store, curves, onHover, onDraw }) {
  /** @type {uPlot | null} */
  let plot = null;
  let key = "";
  let last_ms = 0;
  let timer = 0;
  let shown = curves();
  let prepared = prepare(shown, 1);
  /** The step at which the keyboard or a touch holds the crosshair. @type {number | null} */
  let held = null;
  const size = signal({ width: 0, height: 0 });

  function draw() {
    timer = 0;
    last_ms = performance.now();
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (!theme || width < 40 || height < 30) return;
    shown = curves();
    prepared = prepare(shown, plotWidth(width, theme));
    const newKey = [shown.columns.series.length, shown.colors.join(), theme.rem, theme.ground, shown.smoothing > 0, shown.reference?.name].join("|");
    if (!plot || newKey !== key) {
      plot?.destroy();
      key = newKey;
      plot = new uPlot(settings(theme, size.value), dataOf(), box);
    } else {
      if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
      const position = crosshairOf(plot);
      plot.setData(dataOf());
      if (position !== null) keepCrosshair(plot, position);
    }
    if (held !== null) moveCrosshair(rowOf(held));
    onDraw(rowAt(held === null ? prepared.positions.length - 1 : rowOf(held)), shown.steps);
  }

  /** Keeps the crosshair after the axis has changed: under the pointer, or else at its step. @param {uPlot} u @param {number} position */
  function keepCrosshair(u, position) {
    const { left = 0, top = 0 } = u.cursor;
    if (box.matches(":hover")) setCrosshair(u, { left, top });
    else setCrosshair(u, { left: u.valToPos(position, "x"), top }, false);
  }

  /** @returns {uPlot.AlignedData} */
  const dataOf = () => [prepared.positions, ...prepared.raw, ...(prepared.smooth ?? [])];

  /** @param {number} width @param {Theme} theme */
  const plotWidth = (width, theme) => Math.max(1, Math.round((width - theme.rem * 3.4 - nameWidth(theme.rem)) * uPlot.pxRatio));

  /** The width of the names at the ends of the curves. @param {number} rem */
  const nameWidth = (rem) => rem * Math.max(4.1, 0.9 + 0.46 * Math.max(...[...shown.names, shown.reference?.name ?? ""].map((name) => name.length)));

  function schedule() {
    if (timer !== 0) return;
    const wait_ms = Math.max(0, REDRAW_EVERY_MS - (performance.now() - last_ms));
    timer = window.setTimeout(draw, wait_ms);
  }

  /** @param {Theme} theme @param {{ width: number, height: number }} measures @returns {uPlot.Options} */
  function settings(theme, measures) {
    const { rem, muted, hairline } = theme;
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: muted, font: `450 ${Math.round(rem * 0.82)}px ${theme.font}`, gap: 4,
      grid: { stroke: hairline, width: 1 }, ticks: { show: false }, border: { show: false },
    };
    return {
      ...measures,
      padding: [rem * 0.6, nameWidth(rem), 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC_KEY, setSeries: false },
        drag: { setScale: false, x: false, y: false },
        points: { size: rem * 0.45 },
        y: false,
      },
      scales: {
        x: { time: false, range: () => prepared.xRange },
        y: { range: () => [prepared.range.low, prepared.range.high] },
      },
      axes: [
        {
          ...axis, size: rem * 1.7,
          splits: (u, _i, low, high) => stepSplits(low, high, shown.logSteps, u.width / (rem * (shown.logSteps ? 4 : 6))),
          values: (_u, splits) => splits.map((position) => stepLabel(position, shown.logSteps)),
        },
        {
          ...axis, size: rem * 3.4,
          splits: (u) => splitsOf(prepared.range, shown.kind.isLog, u.height / (rem * 2)),
          values: (_u, splits) => splits.map((position) => labelOf(position, prepared.range, shown.kind)),
        },
      ],
      series: [{}, ...lines(theme, prepared.smooth ? FAINT : 1), ...(prepared.smooth ? lines(theme, 1) : [])],
      hooks: {
        drawAxes: [(u) => paintReference(u, shown, prepared, theme)],
        draw: [(u) => paintExtras(u, shown, prepared, theme)],
        setCursor: [(u) => onHover(rowAt(u.cursor.idx ?? null))],
      },
    };
  }

  /** @param {Theme} theme @param {number} alpha @returns {uPlot.Series[]} */
  function lines({ rem, panel }, alpha) {
    return shown.colors.map((color, i) => ({
      stroke: color, width: rem * 0.12, dash: shown.dashes[i] ?? [], alpha,
      points: { show: true, size: rem * 0.3, fill: color, stroke: panel, width: 0, filter: (u, k) => isolated([...(u.data[k] ?? [])]) },
    }));
  }

  /** @param {number | null} index @returns {Row | null} */
  function rowAt(index) {
    const step = prepared.rows.steps[index ?? -1];
    if (index === null || step === undefined) return null;
    return { step, values: [...prepared.rows.series.map((values) => values[index] ?? null), ...referenceAt(prepared, step)] };
  }

  /** Returns the first row at or after a step, or the last row. @param {number} step */
  function rowOf(step) {
    const { steps } = prepared.rows;
    const after = steps.findIndex((other) => other >= step);
    return after < 0 ? steps.length - 1 : after;
  }

  /** Moves the crosshairs of all charts to a row. @param {number} index */
  function moveCrosshair(index) {
    const position = prepared.positions[index];
    if (plot && position !== undefined) setCrosshair(plot, { left: plot.valToPos(position, "x"), top: plot.bbox.height / (2 * uPlot.pxRatio) });
  }

  /** Moves the held crosshair by rows. @param {number} rows */
  function moveByRows(rows) {
    const last = prepared.rows.steps.length - 1;
    const index = clamp((held === null ? last : rowOf(held)) + rows, 0, last);
    held = prepared.rows.steps[index] ?? null;
    moveCrosshair(index);
    onDraw(rowAt(index), shown.steps);
  }

  function release() {
    held = null;
    if (plot) setCrosshair(plot, NOWHERE);
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => moveByRows(-1), ArrowRight: () => moveByRows(1), ArrowDown: () => moveByRows(-1), ArrowUp: () => moveByRows(1),
    PageDown: () => moveByRows(-PAGE_OF_ROWS), PageUp: () => moveByRows(PAGE_OF_ROWS), Home: () => moveByRows(-Infinity), End: () => moveByRows(Infinity),
    Escape: release,
  };
  box.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  box.addEventListener("focus", () => {
    if (box.matches(":focus-visible")) moveByRows(0);
  });
  box.addEventListener("blur", release);
  /** Holds the crosshair where a touch is. @param {PointerEvent} event */
  const followTouch = ({ pointerType, clientX }) => {
    if (!plot || pointerType === "mouse") return;
    const position = plot.posToVal(clientX - plot.over.getBoundingClientRect().left, "x");
    const after = prepared.positions.findIndex((other) => other >= position);
    held = prepared.rows.steps.at(after) ?? null;
    moveByRows(0);
  };
  /** Restores the held crosshair after uPlot has handled the same event. */
  const restoreCrosshair = () => void setTimeout(() => held !== null && moveCrosshair(rowOf(held)));
  box.addEventListener("click", restoreCrosshair);
  box.addEventListener("mouseleave", restoreCrosshair, true);
  box.addEventListener("pointerdown", followTouch);
  box.addEventListener("pointermove", followTouch);

  new ResizeObserver(() => {
    const { width, height } = box.getBoundingClientRect();
    size.value = { width: Math.floor(width), height: Math.floor(height) };
  }).observe(box);
  effect(() => {
    void [store.curvesVersion.value, store.theme.value, size.value, store.state.value.network, store.marks.value, store.reference.value];
    const { logLoss, logSteps, curve, smoothing, limits } = store.view.value;
    void [logLoss, logSteps, curve, smoothing, limits];
    schedule();
  });

  return {
    /**
     * Renders the chart on a canvas of its own.
     *
     * @param {{ width: number, height: number }} measures
     * @param {number} enlarged
     * @returns {Promise<HTMLCanvasElement | null>}
     */
    async picture(measures, enlarged) {
      const theme = store.theme.value;
      if (!theme) return null;
      const copy = new uPlot(settings({ ...theme, rem: theme.rem * enlarged }, measures), dataOf(), document.createElement("div"));
      await new Promise((resolve) => setTimeout(resolve));
      const { canvas } = copy.ctx;
      copy.destroy();
      return canvas;
    },
  };
}

/** Returns the position of a chart's crosshair, or null if there is none. @param {uPlot} u */
const crosshairOf = (u) => ((u.cursor.left ?? -1) >= 0 ? u.posToVal(u.cursor.left ?? 0, "x") : null);

/**
 * Moves the crosshair of all charts, or of one; uPlot's types lack the last argument.
 *
 * @param {uPlot} u
 * @param {{ left: number, top: number }} position
 * @param {boolean} [isForAll]
 */
function setCrosshair(u, position, isForAll = true) {
  const setCursor = /** @type {(position: { left: number, top: number }, fire: boolean, tell: boolean) => void} */ (u.setCursor);
  setCursor(position, true, isForAll);
}
