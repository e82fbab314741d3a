/** The layers of the picture of an attention network: cells, drawn with every frame; scales and marks, drawn when one of them changes. */

import { computed } from "@preact/signals-core";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { createBackground } from "../../painters/base/background.js";
import { paintMatrix, wholePixels } from "../../painters/base/matrix.js";
import { paintMarks } from "../../painters/kinds/marks.js";
import { factsOf, fitScales } from "../../scene/attention/facts.js";
import { gridOf } from "../../scene/attention/grids.js";
import { marksOf, scaleKey, scaleMarks, scaleRoom } from "../../scene/attention/marks.js";
import { numbersOf, writeLines } from "../../scene/attention/numbers.js";
import { selectionMarks } from "../../scene/attention/selection.js";
import { attentionOf } from "../../scene/attention/structure.js";
import { createPixelLayer, createStillLayer } from "../../stage/layers.js";
import { createPartLayer } from "../../stage/part-layer.js";

/** @import { AttentionShape } from "../../scene/attention/shape.js" */
/** @import { Attention } from "../../scene/attention/structure.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { PictureState } from "./state.js" */
/** @import { Theme } from "../../types.js" */

/**
 * @typedef {object} Layer
 * @property {(width: number, height: number, ratio: number) => void} resize
 * @property {() => void} invalidator reads what the layer depends on
 * @property {(shape: AttentionShape, theme: Theme) => void} draw if something has changed
 */

/** The cells of all grids. @param {PictureState} state @param {Store} beside @param {HTMLCanvasElement} canvas @param {Map<string, number>} scales @returns {Layer} */
export function createCells({ store, shape }, beside, canvas, scales) {
  const layer = createPixelLayer(canvas);
  const paintBackground = createBackground();
  let isDirty = true;
  let lines = new Float64Array();

  /** The networks whose colours have one scale: this one, and the other on screen. @param {Attention} attention */
  function sources(attention) {
    const own = { frame: store.frame.peek(), network: store.state.peek().network, attention };
    const network = store.view.peek().tab === "twins" ? beside.state.peek().network : null;
    const other = attentionOf(network);
    return other ? [own, { frame: beside.frame.peek(), network, attention: other }] : [own];
  }

  return {
    resize(width, height, ratio) {
      layer.resize(width, height, ratio);
      isDirty = true;
    },
    invalidator() {
      void [store.frame.value, store.theme.value, shape.value, store.view.value.tab];
      isDirty = true;
    },
    draw(found, theme) {
      if (!isDirty) return;
      isDirty = false;
      const { grids, attention } = found;
      fitScales(scales, sources(attention), store.state.peek().running);
      const [frame, network, ratio] = [store.frame.peek(), store.state.peek().network, layer.ratio()];
      const pixels = layer.pixels();
      paintBackground(pixels, found, theme.groundPacked);
      for (const grid of grids) {
        const { columns } = grid;
        const rows = attention.nPositions;
        if (lines.length < rows * columns) lines = new Float64Array(rows * columns);
        for (const isGrad of [false, true]) {
          const whole = wholePixels(isGrad ? grid.grad : grid.value, ratio);
          writeLines(numbersOf(frame, network, grid, isGrad), grid, rows, lines);
          paintMatrix(pixels, whole, { values: lines, rows, columns }, scales.get(scaleKey(grid, isGrad)) ?? 0, theme);
        }
      }
      layer.put();
    },
  };
}

/** The scales above the grids of values, or of gradients: on a small canvas of their own, because they change all the time. @param {PictureState} state @param {HTMLCanvasElement} canvas @param {ReadonlyMap<string, number>} scales @param {boolean} isGrad @returns {Layer} */
export function createScales({ store, shape }, canvas, scales, isGrad) {
  const layer = createPartLayer(canvas);
  const frame = throttled(store.frame);
  let ratio = 1;
  let isDirty = true;
  let painted = { key: "", theme: /** @type {Theme | null} */ (null) };
  return {
    resize(_width, _height, newRatio) {
      ratio = newRatio;
      painted.theme = null;
      isDirty = true;
    },
    invalidator() {
      void [frame.value, shape.value, store.theme.value];
      isDirty = true;
    },
    draw(found, theme) {
      if (!isDirty) return;
      isDirty = false;
      const marks = scaleMarks(found, scales, isGrad);
      const key = JSON.stringify(marks);
      if (key === painted.key && theme === painted.theme) return;
      painted = { key, theme };
      layer.place(scaleRoom(found, isGrad), ratio);
      layer.show((ctx) => paintMarks(ctx, marks, theme));
    },
  };
}

/** Names, tokens, sums and the selection. @param {PictureState} state @param {HTMLCanvasElement} canvas @returns {Layer} */
export function createMarks({ store, attention, selection, shape }, canvas) {
  const layer = createStillLayer(canvas);
  const frame = throttled(store.frame);
  const network = computed(() => store.state.value.network);
  const isFollowed = computed(() => store.view.value.probe !== null);
  const marks = computed(() => {
    const [found, of] = [shape.value, attention.value];
    if (!found || !of) return [];
    const { hover, pinned } = selection.value;
    const facts = factsOf({ frame: frame.value, network: network.value, attention: of }, isFollowed.value);
    const chosen = [pinned, hover].flatMap((cell) => (cell && gridOf(found.grids, cell.key) ? selectionMarks(found, cell, cell === pinned) : []));
    return [...marksOf(found, facts, [t("attention.values"), t("attention.gradients")]), ...chosen];
  });
  /** The same as text: a training step seldom changes a mark. */
  const key = computed(() => JSON.stringify(marks.value));
  let isDirty = true;
  return {
    resize(width, height, ratio) {
      layer.resize(width, height, ratio);
      isDirty = true;
    },
    invalidator() {
      void [key.value, store.theme.value];
      isDirty = true;
    },
    draw(_found, theme) {
      if (!isDirty) return;
      isDirty = false;
      layer.show(() => paintMarks(layer.ctx, marks.value, theme));
    },
  };
}
