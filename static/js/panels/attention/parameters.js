/** The parameters of an attention network, in the place of the text about a cell: embeddings and matrices, their gradients below. */

import { computed, effect, signal } from "@preact/signals-core";
import { number, signed } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { paintMatrix } from "../../painters/base/matrix.js";
import { paintMarks } from "../../painters/kinds/marks.js";
import { nextParameter, parameterAt, parameterBox, parameterNumber, parameterShape, parametersOf, writeParameter } from "../../scene/attention/parameters.js";
import { largestSize } from "../../scene/kinds/largest.js";
import { lensSections } from "../../scene/network/lenses.js";
import { createPixelLayer, createStillLayer } from "../../stage/layers.js";

/** @import { WatchedName } from "../../types.js" */
/** @import { ParameterCell, PlacedParameter } from "../../scene/attention/parameters.js" */
/** @import { Mark } from "../../painters/kinds/marks.js" */
/** @import { PictureState } from "./state.js" */

/** Sections of weights and of biases. */
const SECTIONS = { value: lensSections("weights"), grad: lensSections("gradients"), update: lensSections("updates") };

/** What the picture shows of a frame while its parameters are open. */
export const PARAMETER_SECTIONS = Object.freeze(/** @type {WatchedName[]} */ ([...SECTIONS.value, ...SECTIONS.grad, ...SECTIONS.update]));

/** @typedef {ReturnType<typeof bindParameters>} Parameters */

/** @param {PictureState} state @param {HTMLElement} detail @param {HTMLElement} spoken */
export function bindParameters(state, detail, spoken) {
  const { store, attention } = state;
  const isOpen = signal(false);
  const hover = signal(/** @type {ParameterCell | null} */ (null));
  const size = signal({ width: 0, height: 0 });
  const parts = makeParts();
  detail.querySelector(".attention-line")?.append(parts.readout, parts.button);
  detail.append(parts.box);
  const shape = computed(() => {
    const [found, network, theme, { width, height }] = [attention.value, store.state.value.network, store.theme.value, size.value];
    return found && network && theme && width > 0 ? parameterShape(parametersOf(found, network), { width, height, rem: theme.rem }) : null;
  });
  const frame = throttled(store.frame);

  parts.button.addEventListener("click", () => {
    isOpen.value = !isOpen.value;
  });
  effect(() => {
    parts.button.setAttribute("aria-expanded", String(isOpen.value));
    parts.box.hidden = !isOpen.value;
    detail.classList.toggle("is-parameters", isOpen.value);
  });
  effect(() => {
    void attention.value;
    hover.value = null;
  });

  /** Returns the text about a cell. @param {ParameterCell | null} cell */
  function said(cell) {
    const found = cell && shape.value?.parameters[cell.index];
    if (!found) return t("attention.parameters.help");
    const [value, grad, update] = /** @type {const} */ (["value", "grad", "update"]).map((of) => parameterNumber(frame.value, found, cell, SECTIONS[of]));
    const sign = found.column === null ? "b" : "w";
    return t("attention.parameter", { name: nameOf(found, cell), sign, value: signed(value), gradient: signed(grad), update: signed(update) });
  }
  effect(() => setText(parts.readout, isOpen.value ? said(hover.value) : ""));

  const { marks } = parts;
  // A finger does not move over a number before it taps it.
  for (const type of /** @type {const} */ (["pointermove", "click"])) {
    marks.addEventListener(type, (event) => {
      const { left, top } = marks.getBoundingClientRect();
      hover.value = shape.value && parameterAt(shape.value, event.clientX - left, event.clientY - top);
    });
  }
  marks.addEventListener("keydown", (event) => {
    if (!shape.value || !/^Arrow/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    hover.value = nextParameter(shape.value, hover.value, event.key);
    setText(spoken, said(hover.value));
    event.preventDefault();
    event.stopPropagation();
  });

  const cells = createPixelLayer(parts.cells);
  const above = createStillLayer(marks);
  let isDirty = true;
  let numbers = new Float64Array();
  return {
    isOpen,
    invalidator() {
      void [store.frame.value, store.theme.value, shape.value, hover.value, isOpen.value];
      isDirty = true;
    },
    /** @param {number} ratio */
    resize(ratio) {
      const { width, height } = isOpen.value ? sizeOnScreen(parts.sheet) : { width: 0, height: 0 };
      for (const layer of [cells, above]) layer.resize(width, height, ratio);
      size.value = { width, height };
      isDirty = true;
    },
    draw() {
      const [found, theme] = [shape.peek(), store.theme.peek()];
      if (!isDirty || !isOpen.peek() || !found || !theme) return;
      isDirty = false;
      const pixels = cells.pixels(theme.groundPacked);
      const ratio = cells.ratio();
      /** @type {Mark[]} */
      const texts = [];
      for (const parameter of found.parameters) {
        const n = parameter.rows * parameter.columns;
        if (numbers.length < n) numbers = new Float64Array(n);
        for (const of of /** @type {const} */ (["value", "grad"])) {
          const { left, top, wide, high } = parameter[of];
          const [x, y] = [Math.round(left * ratio), Math.round(top * ratio)];
          const box = { left: x, top: y, wide: Math.round((left + wide) * ratio) - x, high: Math.round((top + high) * ratio) - y };
          writeParameter(store.frame.peek(), parameter, SECTIONS[of], numbers);
          const scale = largestSize(numbers, 0, n);
          paintMatrix(pixels, box, { values: numbers, rows: parameter.rows, columns: parameter.columns }, scale, theme);
          texts.push(...headOf(parameter, of === "grad", scale));
        }
      }
      cells.put();
      const chosen = hover.peek() && parameterBox(found, /** @type {ParameterCell} */ (hover.peek()));
      const outline = chosen ? [/** @type {const} */ ({ does: "outline", box: chosen, width: 2, color: "accent" })] : [];
      above.show(() => paintMarks(above.ctx, [...texts, ...outline], theme));
    },
  };
}

/** The name of a matrix and its scale, above it; biases have those of their matrix. @param {PlacedParameter} parameter @param {boolean} isGrad @param {number} scale @returns {Mark[]} */
function headOf({ name, column, value, grad }, isGrad, scale) {
  const { left, top, wide } = isGrad ? grad : value;
  const symbol = (isGrad ? "d" : "") + t(`attention.parameter.sign.${name}`);
  const text = /** @type {const} */ ({ does: "text", x: left + wide / 2, color: "ink", align: "center", base: "bottom" });
  if (column === null) return [{ ...text, text: "b", y: top - 3, size: 0.72, color: "muted" }];
  return [
    { ...text, text: symbol, y: top - 12, size: 0.86, weight: 600 },
    { ...text, text: scale > 0 ? `±${number(scale, 2)}` : "", y: top - 2, size: 0.66, color: "muted" },
  ];
}

/** @param {PlacedParameter} parameter @param {ParameterCell} cell */
const nameOf = ({ name }, { row, column }) => t(`attention.parameter.${name}`, { row: row + 1, column: column + 1, token: column });

function makeParts() {
  const cells = make("canvas", { attributes: { "aria-hidden": "true" } });
  const marks = make("canvas", {
    attributes: { tabindex: "0", role: "application", "aria-roledescription": t("attention.role"), "aria-label": t("attention.parameters.keys") },
  });
  const sheet = make("div", { class: "attention-parameter-sheet" }, cells, marks);
  const readout = make("p", { class: "attention-parameter" });
  const box = make("div", { class: "attention-parameters" }, sheet);
  const button = make("button", {
    class: "quiet small attention-fold",
    text: t("attention.parameters"),
    attributes: { type: "button", title: t("attention.parameters.title") },
  });
  return { cells, marks, sheet, readout, box, button };
}
