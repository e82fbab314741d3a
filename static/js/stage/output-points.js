/** The higher layer of the output: the samples, the probe, and the curve of a function of one input. */

import { computed } from "@preact/signals-core";
import { inOwnUnits } from "../base/words/targets.js";
import { paintBatch, paintCurve, paintProbe, paintSamples } from "../painters/output/output.js";
import { neuronSurface } from "../scene/output/neuron-surface.js";
import { functionCurve, planeOf, pointColor, pointItems, pointRadius } from "../scene/output/output.js";
import { createStillLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PlotShape, PointItem, Theme } from "../types.js" */
/** @import { DataFields } from "../protocol.js" */
/** @import { Store } from "../state/store/store.js" */

/**
 * @param {Store} store
 * @param {HTMLCanvasElement} canvas
 * @param {ReadonlySignal<PlotShape | null>} shape
 * @param {ReadonlySignal<DataFields | null>} data
 */
export function createPoints(store, canvas, shape, data) {
  const layer = createStillLayer(canvas);
  let isDirty = true;
  const invalidate = () => {
    isDirty = true;
  };
  const isFunction = computed(() => shape.value !== null && planeOf(data.value) === null);
  const points = computed(() => {
    if (!shape.value || !data.value) return { train: [], test: [] };
    return { train: pointItems(data.value.train, shape.value), test: pointItems(data.value.test, shape.value) };
  });

  /** The samples of the step on screen, in the view of one step. */
  const batch = computed(() => (store.view.value.tab === "inside" ? (store.state.value.program?.batch ?? []) : []));

  return {
    resize: layer.resize,
    invalidate,
    invalidators: [
      () => {
        void [shape.value, points.value, store.theme.value, store.view.value.showTest, store.view.value.probe, batch.value];
        // The curve is painted above the points.
        if (isFunction.value) void [store.frame.value, store.view.value.hover];
        invalidate();
      },
    ],

    /** @param {PlotShape | null} plot @param {DataFields | null} of @param {Theme} theme */
    draw(plot, of, theme) {
      if (!isDirty) return;
      isDirty = false;
      layer.show(plot && of && (() => paintPoints(layer.ctx, store, { plot, data: of, points: points.value, batch: batch.value }, theme)));
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pick<Store, "state" | "view" | "frame">} store
 * @param {{ plot: PlotShape, data: DataFields, points: { train: readonly PointItem[], test: readonly PointItem[] }, batch: readonly number[] }} items
 * @param {Theme} theme
 */
export function paintPoints(ctx, store, { plot, data, points: { train, test: all }, batch }, theme) {
  /** @param {number} i @returns {[number, number]} */
  const placeOf = (i) => [plot.x(data.train.x[i] ?? NaN), plot.y(data.train.y[i] ?? NaN)];
  const { showTest, probe } = store.view.value;
  const test = showTest ? all : [];
  const radius = pointRadius(train.length + test.length, plot.plot, theme.rem);
  const isFunction = planeOf(data) === null;
  const color = isFunction && data.task === "regression" ? () => theme.muted : pointColor(data, theme);
  const ring = data.task === "regression" && !isFunction ? theme.muted : theme.pointRing;
  paintSamples(ctx, { shape: plot, train, test, radius, color, ring }, theme);
  if (isFunction) paintCurve(ctx, curveOf(store, data, plot), theme);
  paintBatch(ctx, batch.map(placeOf), radius, theme);
  const [x, y] = probe === null ? [] : [data.train.x[probe], data.train.y[probe]];
  if (x !== undefined && y !== undefined) paintProbe(ctx, [plot.x(x), plot.y(y)], radius, theme);
}

/** Returns the curve of the output, or of the hovered neuron, over the one input. @param {Pick<Store, "state" | "view" | "frame">} store @param {DataFields} data @param {PlotShape} plot */
function curveOf(store, data, plot) {
  const { hover } = store.view.value;
  const layers = store.state.value.network?.layers ?? [];
  const [of, index] = hover?.kind === "neuron" ? [hover.layer, hover.index] : [layers.length - 1, 0];
  const found = neuronSurface(store.frame.value, layers, of, index);
  if (!found) return [];
  const [low, high] = found.range;
  /** Activations of hidden neurons are on the scale of what is learnt. @type {[number, number]} */
  const range = of === layers.length - 1 ? [low, high] : [inOwnUnits(low, data, 0), inOwnUnits(high, data, 0)];
  return functionCurve({ shape: [1, found.side, found.side], values: found.values }, range, plot);
}
