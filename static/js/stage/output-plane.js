/** The lower layer of the output: the heatmap of the output or of one neuron, and the boundaries of classes. */

import { section } from "../net/frame.js";
import { blendHeatmap } from "../painters/base/heatmap.js";
import { paintBoundary, paintEmptyPlane } from "../painters/output/output.js";
import { neuronSurface } from "../scene/output/neuron-surface.js";
import { boundary, planeOf } from "../scene/output/output.js";
import { classPixels, twoTones } from "../scene/output/surface.js";
import { createHeatmap, createImage, createLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PlotShape, Rect, SectionView, Theme } from "../types.js" */
/** @import { DataFields } from "../protocol.js" */
/** @import { Store } from "../state/store/store.js" */

/**
 * @param {Store} store
 * @param {HTMLCanvasElement} canvas
 * @param {ReadonlySignal<PlotShape | null>} shape
 * @param {ReadonlySignal<DataFields | null>} data
 */
export function createPlane(store, canvas, shape, data) {
  const layer = createLayer(canvas);
  const heatmap = createHeatmap();
  const image = createImage(layer.ctx);
  let isDirty = true;
  const invalidate = () => {
    isDirty = true;
  };

  /** Paints the heatmap and returns what it shows. @param {PlotShape} plot @param {Theme} theme @returns {"output" | "neuron" | null} */
  function paint({ plot }, theme) {
    const { discretise, hover } = store.view.value;
    const chosen = hover?.kind === "neuron" ? neuronSurface(store.frame.value, store.state.value.network?.layers ?? [], hover.layer, hover.index) : null;
    if (chosen) {
      enlarge(plot, chosen.values, chosen.side, theme.map);
      return "neuron";
    }
    const surface = section(store.frame.value, "surface");
    if (!surface) return null;
    paintOutput(surface, plot, theme, discretise);
    return "output";
  }

  /** @param {SectionView} surface @param {Rect} plot @param {Theme} theme @param {boolean} discretise */
  function paintOutput(surface, plot, theme, discretise) {
    const [n = 1, rows = 0, columns = 0] = surface.shape;
    const range = section(store.frame.value, "surface_range");
    // Several values of a regression cannot be compared: the first is shown, as by the points.
    const isOne = n === 1 || store.state.value.data?.task === "regression";
    if (isOne) enlarge(plot, surface.values.subarray(0, rows * columns), columns, discretise ? twoTones(theme.map) : theme.map);
    else {
      heatmap.update(columns, rows, (pixels) => classPixels(surface, range, theme, pixels, discretise));
      layer.ctx.drawImage(heatmap.canvas, plot.x, plot.y, plot.width, plot.height);
    }
  }

  /** Scales one heatmap to its size on screen. @param {Rect} plot @param {ArrayLike<number>} values @param {number} side @param {Uint32Array} map */
  function enlarge(plot, values, side, map) {
    const [left, top, width, height] = [plot.x, plot.y, plot.width, plot.height].map((length) => Math.round(length * layer.ratio()));
    const box = { left: 0, top: 0, wide: width, high: height };
    image.put(left, top, width, height, (data) => blendHeatmap({ data, width, height }, box, values, 0, side, map));
  }

  return {
    resize: layer.resize,
    invalidate,
    invalidators: [
      () => {
        const { discretise, hover } = store.view.value;
        void [shape.value, store.theme.value];
        if (shape.value && planeOf(data.value)) void [store.frame.value, discretise, hover];
        invalidate();
      },
    ],

    /** @param {PlotShape | null} plot @param {DataFields | null} data @param {Theme} theme */
    draw(plot, data, theme) {
      if (!isDirty) return;
      isDirty = false;
      layer.clear();
      if (!plot || !data) return;
      const shown = planeOf(data) === null ? null : paint(plot, theme);
      if (shown === null) paintEmptyPlane(layer.ctx, plot, theme);
      if (shown === "output") paintBoundary(layer.ctx, boundary(store.frame.value, plot, data), theme);
    },
  };
}
