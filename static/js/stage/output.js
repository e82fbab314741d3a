/** Renders the output on two canvases: the heatmap of the output or of one neuron, and the samples. */

import { computed, signal } from "@preact/signals-core";
import { section } from "../net/frame.js";
import { blendHeatmap } from "../painters/heatmap.js";
import { paintCurve, paintPlane, paintProbe, paintSamples } from "../painters/output.js";
import { boundary, functionCurve, functionPlane, labelScale, planeOf, plotShape, pointItems, pointRadius } from "../scene/output.js";
import { classPixels, twoTones } from "../scene/surface.js";
import { t } from "../base/i18n.js";
import { createHeatmap, createLayer } from "./layers.js";

/** @import { PlotShape, Rect, Theme } from "../types.js" */
/** @import { DataFields } from "../protocol.js" */
/** @import { Store } from "../state/store.js" */

/**
 * @param {Store} store
 * @param {{ output: HTMLCanvasElement, points: HTMLCanvasElement }} canvases
 */
export function createOutputRenderer(store, canvases) {
  const layers = { plane: createLayer(canvases.output), points: createLayer(canvases.points) };
  const heatmap = createHeatmap();
  const size = signal({ width: 0, height: 0 });
  const data = computed(() => store.state.value.data);
  const dirty = { plane: true, points: true };

  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    const plane = planeOf(data.value) ?? functionPlane(data.value);
    if (!data.value || !plane || !theme || width === 0) return null;
    const names = data.value.axis_names.length > 1 ? data.value.axis_names : [data.value.axis_names[0] ?? "", t("layer.output")];
    return plotShape(plane, names, width, height, theme.rem);
  });
  const points = computed(() => {
    if (!shape.value || !data.value) return { train: [], test: [] };
    return {
      train: pointItems(data.value.train, shape.value),
      test: pointItems(data.value.test, shape.value),
    };
  });

  /** Fills the heatmap and returns what it shows. @param {PlotShape} plot @param {Theme} theme @returns {"output" | "neuron" | null} */
  function refresh({ plot }, theme) {
    const frame = store.frame.value;
    const { discretise, hover } = store.view.value;
    const chosen = hover?.kind === "neuron" ? neuronSlice(hover.layer, hover.index) : null;
    if (chosen) {
      enlarge(plot, chosen.values, chosen.side, theme.map);
      return "neuron";
    }
    const surface = section(frame, "surface");
    if (!surface) return null;
    const [n = 1, rows = 0, columns = 0] = surface.shape;
    if (n === 1) enlarge(plot, surface.values, columns, discretise ? twoTones(theme.map) : theme.map);
    else heatmap.update(columns, rows, (pixels) => classPixels(surface, section(frame, "surface_range"), theme, pixels, discretise));
    return "output";
  }

  /** Scales one heatmap to its size on screen. @param {Rect} plot @param {ArrayLike<number>} values @param {number} side @param {Uint32Array} map */
  function enlarge(plot, values, side, map) {
    const [width, height] = [plot.width, plot.height].map((size) => Math.round(size * layers.plane.ratio()));
    heatmap.update(width, height, (data) => blendHeatmap({ data, width, height }, { left: 0, top: 0, wide: width, high: height }, values, 0, side, map));
  }

  /** Returns the curve of the output, or of the hovered neuron, over the one input. @param {PlotShape} plot */
  function curveOf(plot) {
    const { hover } = store.view.value;
    const chosen = hover?.kind === "neuron" ? neuronSlice(hover.layer, hover.index) : neuronSlice(lastLayer(), 0);
    if (!chosen) return [];
    const { side, values, range } = chosen;
    return functionCurve({ shape: [1, side, side], values }, range, plot);
  }

  const lastLayer = () => (store.state.value.network?.layers.length ?? 0) - 1;

  /** @param {number} wireLayer @param {number} index */
  function neuronSlice(wireLayer, index) {
    const layers = store.state.value.network?.layers ?? [];
    const isOutput = wireLayer === layers.length - 1;
    const found = section(store.frame.value, isOutput ? "surface" : "neuron_surface");
    if (!found) return null;
    const before = isOutput ? 0 : layers.slice(0, wireLayer).reduce((sum, l) => sum + l.fan_out, 0);
    if (before + index >= (found.shape[0] ?? 0)) return null;
    const side = found.shape[1] ?? 0;
    const start = (before + index) * side * side;
    const ranges = section(store.frame.value, isOutput ? "surface_range" : "neuron_range")?.values;
    const range = /** @type {const} */ ([ranges?.[2 * (before + index)] ?? -1, ranges?.[2 * (before + index) + 1] ?? 1]);
    return { side, range, values: found.values.subarray(start, start + side * side) };
  }

  /** @param {PlotShape} plot @param {DataFields} of @param {Theme} theme */
  function drawPlane(plot, of, theme) {
    const { ctx } = layers.plane;
    const isFunction = planeOf(of) === null;
    const shown = isFunction ? null : refresh(plot, theme);
    const lines = shown === "output" ? boundary(store.frame.value, plot, of) : [];
    paintPlane(ctx, { shape: plot, image: shown ? heatmap.canvas : null, boundary: lines }, theme);
  }

  /** @param {PlotShape} plot @param {DataFields} of @param {Theme} theme */
  function drawPoints(plot, of, theme) {
    const { ctx } = layers.points;
    const isFunction = planeOf(of) === null;
    const { train, test: all } = points.value;
    const test = store.view.value.showTest ? all : [];
    const radius = pointRadius(train.length + test.length, plot.plot, theme.rem);
    const color = isFunction ? () => theme.muted : pointColor(of, theme);
    const ring = of.task === "regression" && !isFunction ? theme.muted : theme.pointRing;
    paintSamples(ctx, { shape: plot, train, test, radius, color, ring }, theme);
    if (isFunction) paintCurve(ctx, curveOf(plot), theme);
    const { probe } = store.view.value;
    const [x, y] = probe === null ? [] : [of.train.x[probe], of.train.y[probe]];
    if (x !== undefined && y !== undefined) paintProbe(ctx, [plot.x(x), plot.y(y)], radius, theme);
  }

  return {
    shape,
    invalidators: [
      () => {
        const { discretise, hover } = store.view.value;
        void [shape.value, store.theme.value, store.frame.value, discretise, hover];
        dirty.plane = true;
      },
      () => {
        void [shape.value, points.value, store.theme.value, store.view.value.showTest, store.view.value.probe];
        // The curve is painted above the points.
        if (data.value && planeOf(data.value) === null) void [store.frame.value, store.view.value.hover];
        dirty.points = true;
      },
    ],

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of Object.values(layers)) layer.resize(width, height, ratio);
      size.value = { width, height };
      Object.assign(dirty, { plane: true, points: true });
    },

    /** @returns {boolean} whether another draw is needed */
    draw() {
      const theme = store.theme.value;
      if (!theme) return false;
      for (const [name, draw] of /** @type {const} */ ([["plane", drawPlane], ["points", drawPoints]])) {
        if (!dirty[name]) continue;
        dirty[name] = false;
        layers[name].clear();
        if (shape.value && data.value) draw(shape.value, data.value, theme);
      }
      return false;
    },
  };
}

/**
 * @param {DataFields} data
 * @param {Theme} theme
 * @returns {(label: number) => string}
 */
export function pointColor(data, theme) {
  if (data.task === "regression") {
    const scale = labelScale(data);
    return (label) => theme.mapCss[Math.round(127.5 + (127.5 * label) / scale)] ?? theme.ink;
  }
  if (data.n_classes > 2) return (label) => theme.pointClasses[label % theme.pointClasses.length] ?? theme.ink;
  return (label) => (label > 0 ? theme.pointPositive : theme.pointNegative);
}
