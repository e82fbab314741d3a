/** Renders the output on two stacked canvases: the heatmap, and the samples. */

import { computed, signal } from "@preact/signals-core";
import { t } from "../base/words/i18n.js";
import { targetName } from "../base/words/targets.js";
import { functionPlane, planeOf, plotShape } from "../scene/output/output.js";
import { createPlane } from "./output-plane.js";
import { createPoints } from "./output-points.js";

/** @import { Store } from "../state/store/store.js" */

/**
 * @param {Store} store
 * @param {{ output: HTMLCanvasElement, points: HTMLCanvasElement }} canvases
 */
export function createOutputRenderer(store, canvases) {
  const size = signal({ width: 0, height: 0 });
  const data = computed(() => store.state.value.data);
  /** Two outputs side by side have no axes. */
  const isCompact = computed(() => store.view.value.tab === "twins" && store.state.value.twin !== null);

  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    const plane = planeOf(data.value) ?? functionPlane(data.value);
    if (!data.value || !plane || !theme || width === 0) return null;
    const names = data.value.axis_names.length > 1 ? data.value.axis_names : [data.value.axis_names[0] ?? "", targetName(data.value, 0) || t("layer.output")];
    return plotShape(plane, names, width, height, theme.rem, isCompact.value);
  });

  const layers = [createPlane(store, canvases.output, shape, data), createPoints(store, canvases.points, shape, data)];

  return {
    shape,
    invalidators: layers.flatMap((layer) => layer.invalidators),

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of layers) {
        layer.resize(width, height, ratio);
        layer.invalidate();
      }
      size.value = { width, height };
    },

    /** @returns {boolean} whether another draw is needed */
    draw() {
      const theme = store.theme.value;
      if (theme) for (const layer of layers) layer.draw(shape.value, data.value, theme);
      return false;
    },
  };
}
