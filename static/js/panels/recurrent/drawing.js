/** The canvases of a recurrent network's picture: cells are drawn with every frame, the strip ten times a second, marks and selection when they change. */

import { computed } from "@preact/signals-core";
import { pixelRatio, sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { textMeasure } from "../../painters/base/shapes.js";
import { paintSelection, paintUnrolledMarks } from "../../painters/kinds/unrolled.js";
import { DirtyLayers } from "../../stage/dirty-layers.js";
import { createStillLayer } from "../../stage/layers.js";
import { createPartLayer } from "../../stage/part-layer.js";
import { bothScales } from "./both-scales.js";
import { createGeometry } from "./geometry.js";
import { createCells, paintTimeStrip } from "./layers.js";

/** @import { Theme } from "../../types.js" */
/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

/** @param {Parts} parts @param {HTMLElement} box of the whole picture @param {Model} model @param {number} run */
export function createDrawing(parts, box, model, run) {
  const { store } = model;
  const overlay = createStillLayer(parts.overlay);
  const geometry = createGeometry(model, (theme) => textMeasure(overlay.ctx, theme), run);
  const cells = cellsLayer(createCells(parts.cells), model, run);
  const marks = createStillLayer(parts.marks);
  const strip = createPartLayer(parts.strip);
  const layers = new DirtyLayers([
    cells,
    {
      reads: () => void [geometry.marks.value, store.theme.value],
      draw(theme) {
        const found = geometry.marks.value;
        marks.show(found && (() => paintUnrolledMarks(marks.ctx, found, theme)));
      },
    },
    {
      reads: () => void [geometry.strip.value, store.theme.value],
      draw(theme) {
        const found = geometry.strip.value;
        if (found) strip.place(found.room, pixelRatio());
        strip.show(found && ((ctx) => paintTimeStrip(ctx, found, theme)));
      },
    },
    {
      reads: () => void [geometry.selections.value, store.theme.value],
      draw(theme) {
        const all = geometry.selections.value;
        const paint = () => {
          for (const selection of all) paintSelection(overlay.ctx, selection, theme);
        };
        overlay.show(all.length > 0 ? paint : null);
      },
    },
  ]);

  /** Fits the canvases to their area: the room that the sentences leave. */
  function resize() {
    const { width, height } = sizeOnScreen(parts.area);
    for (const layer of [cells.layer, marks, overlay]) layer.resize(width, height, pixelRatio());
    layers.invalidate();
    model.size.value = { width, height, box: box.getBoundingClientRect().height };
  }

  /** @returns {boolean} whether another draw is needed */
  function draw() {
    if (store.theme.value) layers.draw(store.theme.value);
    return false;
  }

  new ResizeObserver(() => {
    resize();
    // At once, because a canvas is blank after it is resized.
    draw();
  }).observe(parts.area);
  return { resize, draw, invalidators: layers.invalidators };
}

/** The layer of cells, whose colours mean the same in both pictures on screen. @param {ReturnType<typeof createCells>} cells @param {Model} model @param {number} run */
function cellsLayer(cells, model, run) {
  const { store, shape, network } = model;
  const both = bothScales(store, run);
  const isRunning = computed(() => store.state.value.running);
  return {
    layer: cells.layer,
    reads() {
      void [store.frame.value, shape.value, store.theme.value, store.view.value];
      // In a run the next frame is drawn with what the other picture shows now.
      if (!isRunning.value) void both.other();
    },
    /** @param {Theme} theme */
    draw(theme) {
      const { lens, nodeLens } = store.view.value;
      const seen = network.value && { frame: store.frame.value, network: network.value, lens, nodeLens, isRunning: isRunning.value, other: both.other() };
      cells.draw(shape.value, seen, theme);
      model.scales.value = { ...cells.scales };
      both.publish(cells.present);
    },
  };
}
