/** Shows an attention network: the numbers of one sequence at each position, and their gradients below. */

import { computed } from "@preact/signals-core";
import { make } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { paintMarks } from "../../painters/marks.js";
import { paintMatrix } from "../../painters/matrix.js";
import { factsOf, fitScales } from "../../scene/attention/facts.js";
import { marksOf, scaleKey } from "../../scene/attention/marks.js";
import { numbersOf, writeLines } from "../../scene/attention/numbers.js";
import { NODES, panelOf } from "../../scene/attention/panels.js";
import { selectionMarks } from "../../scene/attention/selection.js";
import { attentionOf } from "../../scene/attention/structure.js";
import { createPixelLayer, createStillLayer } from "../../stage/layers.js";
import { bindDetail } from "./detail.js";
import { bindCells } from "./pointer.js";
import { chosenCell, createState } from "./state.js";
import { bindTables } from "./table.js";

/** @import { BindPicture } from "../context.js" */
/** @import { AttentionShape } from "../../scene/attention/layout.js" */
/** @import { Attention } from "../../scene/attention/structure.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { PictureState } from "./state.js" */
/** @import { Theme } from "../../types.js" */

/** In a lower box the numbers of the selected cell lie over the gradients. */
const SHORT_REM = 24;
/** The panels whose numbers are explained with the weights of the forward pass. */
const SCORES = ["S", "A"];
const SECTIONS = /** @type {const} */ (["node_value", "node_grad"]);
const SECTIONS_OF_SCORES = /** @type {const} */ ([...SECTIONS, "W_before"]);

/** @type {BindPicture} */
export function bindAttention(context, { box, spoken, beside }, run) {
  const { store } = context;
  const cells = make("canvas", { attributes: { "aria-hidden": "true" } });
  const marks = make("canvas", {
    class: "attention-marks",
    attributes: { tabindex: "0", role: "application", "aria-roledescription": t("attention.role"), "aria-label": t("attention.keys") },
  });
  const sheet = make("div", { class: "attention-sheet" }, cells, marks);
  const detail = make("div", { class: "attention-detail" });
  box.append(sheet, detail);

  const state = createState(store);
  bindCells(state, { canvas: marks, sheet, spoken });
  bindDetail(context, state, detail, run === 1 ? 1 : 0);
  bindTables(state, box);

  const scales = new Map();
  const layers = [cellLayer(state, beside, cells, scales), markLayer(state, marks, scales)];
  const isScore = computed(() => {
    return SCORES.includes(chosenCell(state)?.key.slice(0, 1) ?? "");
  });
  return {
    wants: computed(() => ({ nodes: NODES, sections: isScore.value ? SECTIONS_OF_SCORES : SECTIONS })),
    invalidators: layers.map(({ invalidator }) => invalidator),

    resize(_width, height, ratio) {
      box.classList.toggle("is-short", height < SHORT_REM * (store.theme.peek()?.rem ?? 13));
      const { width: wide, height: high } = sheet.getBoundingClientRect();
      for (const layer of layers) layer.resize(wide, high, ratio);
      state.size.value = { width: wide, height: high };
    },

    draw() {
      const [found, theme] = [state.shape.peek(), store.theme.peek()];
      if (found && theme) for (const layer of layers) layer.draw(found, theme);
      return false;
    },
  };
}

/** The cells of all panels. @param {PictureState} state @param {Store} beside @param {HTMLCanvasElement} canvas @param {Map<string, number>} scales */
function cellLayer({ store, shape }, beside, canvas, scales) {
  const layer = createPixelLayer(canvas);
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
    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      layer.resize(width, height, ratio);
      isDirty = true;
    },
    invalidator() {
      void [store.frame.value, store.theme.value, shape.value, store.view.value.tab];
      isDirty = true;
    },
    /** @param {AttentionShape} found @param {Theme} theme */
    draw({ panels, attention }, theme) {
      if (!isDirty) return;
      isDirty = false;
      fitScales(scales, sources(attention), store.state.peek().running);
      const [frame, network, ratio] = [store.frame.peek(), store.state.peek().network, layer.ratio()];
      const pixels = layer.pixels(theme.groundPacked);
      for (const panel of panels) {
        const { columns } = panel;
        const rows = attention.nPositions;
        if (lines.length < rows * columns) lines = new Float64Array(rows * columns);
        for (const isGrad of [false, true]) {
          const box = isGrad ? panel.grad : panel.value;
          const [left, top] = [Math.round(box.left * ratio), Math.round(box.top * ratio)];
          const whole = { left, top, wide: Math.round((box.left + box.wide) * ratio) - left, high: Math.round((box.top + box.high) * ratio) - top };
          writeLines(numbersOf(frame, network, panel, isGrad), panel, rows, lines);
          paintMatrix(pixels, whole, { values: lines, rows, columns }, scales.get(scaleKey(panel, isGrad)) ?? 0, theme);
        }
      }
      layer.put();
    },
  };
}

/** Names, tokens, sums and the selection, a few times a second. @param {PictureState} state @param {HTMLCanvasElement} canvas @param {ReadonlyMap<string, number>} scales */
function markLayer({ store, selection, shape }, canvas, scales) {
  const layer = createStillLayer(canvas);
  const frame = throttled(store.frame);
  let isDirty = true;
  return {
    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      layer.resize(width, height, ratio);
      isDirty = true;
    },
    invalidator() {
      void [frame.value, store.theme.value, shape.value, selection.value, store.view.value.probe];
      isDirty = true;
    },
    /** @param {AttentionShape} found @param {Theme} theme */
    draw(found, theme) {
      if (!isDirty) return;
      isDirty = false;
      const { hover, pinned } = selection.peek();
      const source = { frame: frame.peek(), network: store.state.peek().network, attention: found.attention };
      const facts = factsOf(source, store.view.peek().probe !== null, scales);
      const chosen = [pinned, hover].flatMap((cell) => (cell && panelOf(found.panels, cell.key) ? selectionMarks(found, cell, cell === pinned) : []));
      layer.show(() => paintMarks(layer.ctx, [...marksOf(found, facts, [t("attention.values"), t("attention.gradients")]), ...chosen], theme));
    },
  };
}
