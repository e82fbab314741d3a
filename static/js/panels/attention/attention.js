/** Shows an attention network: the numbers of one sequence at each position, and their gradients below. */

import { computed, effect } from "@preact/signals-core";
import { make } from "../../base/page/dom.js";
import { sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { t } from "../../base/words/i18n.js";
import { NODES } from "../../scene/attention/grids.js";
import { bindDetail } from "./detail.js";
import { createCells, createMarks, createScales } from "./layers.js";
import { bindParameters, PARAMETER_SECTIONS } from "./parameters.js";
import { bindCells } from "./pointer.js";
import { chosenCell, createState } from "./state.js";
import { bindTables } from "./table.js";

/** @import { BindPicture } from "../context.js" */

/** In a lower box the numbers of the selected cell lie over the gradients. */
const SHORT_REM = 24;
/** The grids whose numbers are explained with the weights of the forward pass. */
const SCORES = ["S", "A"];
const SECTIONS = /** @type {const} */ (["node_value", "node_grad"]);
const SECTIONS_OF_SCORES = /** @type {const} */ ([...SECTIONS, "W_before", "W"]);

/** @type {BindPicture} */
export function bindAttention(context, { box, spoken, beside }, run) {
  const { store } = context;
  const hiddenCanvas = () => make("canvas", { attributes: { "aria-hidden": "true" } });
  const [cells, valueScales, gradScales] = [hiddenCanvas(), hiddenCanvas(), hiddenCanvas()];
  const marks = make("canvas", {
    class: "attention-marks",
    attributes: { tabindex: "0", role: "application", "aria-roledescription": t("attention.role"), "aria-label": t("attention.keys") },
  });
  const sheet = make("div", { class: "attention-sheet" }, cells, valueScales, gradScales, marks);
  const detail = make("div", { class: "attention-detail" });
  box.append(sheet, detail);

  const state = createState(store);
  bindCells(state, { canvas: marks, sheet, spoken });
  bindDetail(context, state, detail, run === 1 ? 1 : 0);
  bindTables(state, box);
  const parameters = bindParameters(state, detail, spoken);

  const scales = new Map();
  const layers = [
    createCells(state, beside, cells, scales),
    createScales(state, valueScales, scales, false),
    createScales(state, gradScales, scales, true),
    createMarks(state, marks),
  ];
  const isScore = computed(() => {
    return SCORES.includes(chosenCell(state)?.key.slice(0, 1) ?? "");
  });
  const sections = computed(() => {
    const own = isScore.value ? SECTIONS_OF_SCORES : SECTIONS;
    return parameters.isOpen.value ? [...new Set([...own, ...PARAMETER_SECTIONS])] : own;
  });
  /** Of the box, and device pixels for each of its own. */
  let room = { height: 0, ratio: 1 };
  function fit() {
    const { height, ratio } = room;
    box.classList.toggle("is-short", height < SHORT_REM * (store.theme.peek()?.rem ?? 13));
    const { width: wide, height: high } = sizeOnScreen(sheet);
    for (const layer of layers) layer.resize(wide, high, ratio);
    parameters.resize(ratio);
    state.size.value = { width: wide, height: high };
  }
  effect(() => {
    void parameters.isOpen.value;
    if (room.height > 0) fit();
  });
  return {
    wants: computed(() => ({ nodes: NODES, sections: sections.value })),
    invalidators: [...layers.map(({ invalidator }) => invalidator), parameters.invalidator],

    resize(_width, height, ratio) {
      room = { height, ratio };
      fit();
    },

    draw() {
      const [found, theme] = [state.shape.peek(), store.theme.peek()];
      if (found && theme) for (const layer of layers) layer.draw(found, theme);
      parameters.draw();
      return false;
    },
  };
}
