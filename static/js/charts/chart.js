/** A chart, drawn by uPlot; the crosshairs of all charts move together. */

import { effect, signal } from "@preact/signals-core";
import "./valid-locale.js"; // before uPlot, which asks for it at once
import uPlot from "uplot";
import { paced } from "../base/timing/throttled.js";
import { axisLimitsOf } from "./axes.js";
import { bindCrosshair, moveCrosshair, removeCrosshair, setDataUnderCrosshair } from "./crosshair.js";
import { ChartModel } from "./model.js";
import { plotColumns, plotKey, plotOptions } from "./plot.js";

/** @import { Theme } from "../types.js" */
/** @import { Store } from "../state/store/store.js" */
/** @import { Row } from "./model.js" */
/** @import { Curves } from "./prepare.js" */

/** A multiple of the time between two updates of figures, so that they come together. */
const REDRAW_EVERY_MS = 200;
const LEAST_WIDTH = 40;
const LEAST_HEIGHT = 30;

/** @typedef {{ width: number, height: number }} Size in CSS pixels */

/**
 * @typedef {object} ChartOptions
 * @property {HTMLElement} box
 * @property {Store} store
 * @property {() => Curves} curves
 * @property {(row: Row | null) => void} onHover
 * @property {(row: Row | null, steps: readonly [number, number]) => void} onDraw called with the held row, else the last one
 * @property {(row: Row) => void} onChoose called with the row under the crosshair when it is clicked or entered
 */

/**
 * Creates a chart and redraws it when its curves change.
 *
 * @param {ChartOptions} options
 * @returns {Chart}
 */
export function createChart(options) {
  const { box, store } = options;
  const chart = new Chart(options);
  const size = signal({ width: 0, height: 0 });
  // Later, when all that changes together has changed.
  const schedule = paced(REDRAW_EVERY_MS, () => void setTimeout(() => chart.draw(size.value)));
  bindCrosshair(box, chart);
  new ResizeObserver(() => {
    const { width, height } = box.getBoundingClientRect();
    size.value = { width: Math.floor(width), height: Math.floor(height) };
  }).observe(box);
  effect(() => {
    void [store.curvesVersion.value, store.theme.value, size.value, store.state.value.network, store.marks.value, store.reference.value];
    void [store.timeline.beside.value, store.timeline.end.value];
    const { logLoss, logSteps, curve, quantity, smoothing, layerSmoothing, axisLimits } = store.view.value;
    void [logLoss, logSteps, curve, quantity, smoothing, layerSmoothing, axisLimits];
    schedule();
  });
  return chart;
}

/** Connects the model of a chart with its plot. */
export class Chart {
  #options;
  #model;
  /** @type {uPlot | null} */
  #plot = null;
  #key = "";

  /** @param {ChartOptions} options */
  constructor(options) {
    this.#options = options;
    this.#model = new ChartModel(options.curves());
  }

  /** @param {Size} size */
  draw(size) {
    const { store, curves, onDraw } = this.#options;
    const theme = store.theme.value;
    if (!theme || size.width < LEAST_WIDTH || size.height < LEAST_HEIGHT) return;
    const newest = curves();
    this.#model.update(newest, plotColumns(newest, size.width, theme.rem));
    this.#show(theme, size);
    this.restore();
    onDraw(this.#model.rowAt(this.#model.index), newest.steps);
  }

  /** Creates the plot, or updates it if its options are the same. @param {Theme} theme @param {Size} size */
  #show(theme, size) {
    const { box, onHover } = this.#options;
    const key = plotKey(this.#model.curves, theme);
    if (!this.#plot || key !== this.#key) {
      this.#plot?.destroy();
      this.#key = key;
      const options = plotOptions(this.#model, theme, size, (index) => onHover(this.#model.rowAt(index)));
      this.#plot = new uPlot(options, this.#model.positions, box);
      return;
    }
    if (this.#plot.width !== size.width || this.#plot.height !== size.height) this.#plot.setSize(size);
    setDataUnderCrosshair(this.#plot, this.#model.positions, box.matches(":hover"));
  }

  /** The limits that hold the vertical axis as it is. */
  get axisLimits() {
    return axisLimitsOf(this.#model.prepared.range, this.#model.curves.kind);
  }

  /** Holds the crosshair some rows further. @param {number} rows */
  moveBy(rows) {
    this.#model.moveBy(rows);
    const { index, curves } = this.#model;
    this.restore();
    this.#options.onDraw(this.#model.rowAt(index), curves.steps);
  }

  /** Holds the crosshair at a place on the screen. @param {number} clientX */
  holdAt(clientX) {
    if (!this.#plot) return;
    this.#model.holdAt(this.#plot.posToVal(clientX - this.#plot.over.getBoundingClientRect().left, "x"));
    this.moveBy(0);
  }

  /** Chooses the row under the crosshair. */
  choose() {
    const row = this.#model.rowAt(this.#plot?.cursor.idx);
    if (row) this.#options.onChoose(row);
  }

  release() {
    this.#model.release();
    if (this.#plot) removeCrosshair(this.#plot);
  }

  /** Moves the crosshair of all charts to where it is held. */
  restore() {
    const position = this.#model.prepared.positions[this.#model.index];
    if (this.#plot && this.#model.isHeld && position !== undefined) moveCrosshair(this.#plot, position);
  }

  /**
   * Renders the chart on a canvas of its own.
   *
   * @param {Size} size
   * @param {number} enlarged
   * @returns {Promise<HTMLCanvasElement | null>}
   */
  async picture(size, enlarged) {
    const theme = this.#options.store.theme.value;
    if (!theme) return null;
    const options = plotOptions(this.#model, { ...theme, rem: theme.rem * enlarged }, size, () => {});
    const copy = new uPlot(options, this.#model.positions, document.createElement("div"));
    await new Promise((resolve) => setTimeout(resolve));
    const { canvas } = copy.ctx;
    copy.destroy();
    return canvas;
  }
}
