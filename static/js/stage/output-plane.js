/** The lower layer of the output: the heatmap of the output or of one neuron, and the boundaries of classes. */

import { section } from "../net/frame.js";
import { blendHeatmap } from "../painters/heatmap.js";
import { paintPlane } from "../painters/output.js";
import { neuronSurface } from "../scene/neuron-surface.js";
import { boundary, planeOf } from "../scene/output.js";
import { classPixels, twoTones } from "../scene/surface.js";
import { createHeatmap, createLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PlotShape, Rect, SectionView, Theme } from "../types.js" */
/** @import { DataFields } from "../protocol.js" */
/** @import { Store } from "../state/store.js" */

/** @param {Store} store @param {HTMLCanvasElement} canvas @param {ReadonlySignal<PlotShape | null>} shape */
export function createPlane(store, canvas, shape) {
  const layer = createLayer(canvas);
  const heatmap = createHeatmap();
  let isDirty = true;
  const invalidate = () => {
    isDirty = true;
  };

  /** Fills the heatmap and returns what it shows. @param {PlotShape} plot @param {Theme} theme @returns {"output" | "neuron" | null} */
  function fill({ plot }, theme) {
    const { discretise, hover } = store.view.value;
    const chosen = hover?.kind === "neuron" ? neuronSurface(store.frame.value, store.state.value.network?.layers ?? [], hover.layer, hover.index) : null;
    if (chosen) {
      enlarge(plot, chosen.values, chosen.side, theme.map);
      return "neuron";
    }
    const surface = section(store.frame.value, "surface");
    if (!surface) return null;
    fillWithOutput(surface, plot, theme, discretise);
    return "output";
  }

  /** @param {SectionView} surface @param {Rect} plot @param {Theme} theme @param {boolean} discretise */
  function fillWithOutput(surface, plot, theme, discretise) {
    const [n = 1, rows = 0, columns = 0] = surface.shape;
    const range = section(store.frame.value, "surface_range");
    if (n === 1) enlarge(plot, surface.values, columns, discretise ? twoTones(theme.map) : theme.map);
    else heatmap.update(columns, rows, (pixels) => classPixels(surface, range, theme, pixels, discretise));
  }

  /** Scales one heatmap to its size on screen. @param {Rect} plot @param {ArrayLike<number>} values @param {number} side @param {Uint32Array} map */
  function enlarge(plot, values, side, map) {
    const [width, height] = [plot.width, plot.height].map((size) => Math.round(size * layer.ratio()));
    heatmap.update(width, height, (data) => blendHeatmap({ data, width, height }, { left: 0, top: 0, wide: width, high: height }, values, 0, side, map));
  }

  return {
    resize: layer.resize,
    invalidate,
    invalidators: [
      () => {
        const { discretise, hover } = store.view.value;
        void [shape.value, store.theme.value, store.frame.value, discretise, hover];
        invalidate();
      },
    ],

    /** @param {PlotShape | null} plot @param {DataFields | null} data @param {Theme} theme */
    draw(plot, data, theme) {
      if (!isDirty) return;
      isDirty = false;
      layer.clear();
      if (!plot || !data) return;
      const shown = planeOf(data) === null ? null : fill(plot, theme);
      const lines = shown === "output" ? boundary(store.frame.value, plot, data) : [];
      paintPlane(layer.ctx, { shape: plot, image: shown ? heatmap.canvas : null, boundary: lines }, theme);
    },
  };
}
