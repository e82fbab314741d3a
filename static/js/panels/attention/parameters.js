/** The parameters of an attention network, in the place of the text about a cell: embeddings and matrices, their gradients below. */

import { computed, effect, signal } from "@preact/signals-core";
import { number, signed } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { paintMatrix, wholePixels } from "../../painters/base/matrix.js";
import { paintMarks } from "../../painters/kinds/marks.js";
import { nextParameter, parameterAt, parameterBox, parameterNumber, parameterShape, parametersOf, writeParameter } from "../../scene/attention/parameters.js";
import { largestSize } from "../../scene/kinds/largest.js";
import { lensSections } from "../../scene/network/lenses.js";
import { createPixelLayer, createStillLayer } from "../../stage/layers.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { Pixels } from "../../painters/base/curve.js" */
/** @import { Theme, WatchedName } from "../../types.js" */
/** @import { ParameterCell, ParameterShape, PlacedParameter } from "../../scene/attention/parameters.js" */
/** @import { Mark } from "../../painters/kinds/marks.js" */
/** @import { PictureState } from "./state.js" */

/** Sections of weights and of biases. */
const SECTIONS = { value: lensSections("weights"), grad: lensSections("gradients"), update: lensSections("updates") };

/** What the picture shows of a frame while its parameters are open. */
export const PARAMETER_SECTIONS = Object.freeze(/** @type {WatchedName[]} */ ([...SECTIONS.value, ...SECTIONS.grad, ...SECTIONS.update]));

/** @typedef {ReturnType<typeof bindParameters>} Parameters */

/**
 * What the parts share: the picture is *open*, or the text about a cell is in its place.
 *
 * @typedef {object} Opened
 * @property {PictureState["store"]} store
 * @property {Signal<boolean>} isOpen
 * @property {Signal<ParameterCell | null>} hover the number under the pointer, or that keys have come to
 * @property {ReadonlySignal<ParameterShape | null>} shape
 */

/** @param {PictureState} state @param {HTMLElement} detail @param {HTMLElement} spoken */
export function bindParameters({ store, attention }, detail, spoken) {
  const isOpen = signal(false);
  const hover = signal(/** @type {ParameterCell | null} */ (null));
  const size = signal({ width: 0, height: 0 });
  const shape = computed(() => {
    const [found, network, theme, { width, height }] = [attention.value, store.state.value.network, store.theme.value, size.value];
    return found && network && theme && width > 0 ? parameterShape(parametersOf(found, network), { width, height, rem: theme.rem }) : null;
  });
  effect(() => {
    void attention.value;
    hover.value = null;
  });
  const opened = { store, isOpen, hover, shape };
  const parts = makeParts();
  detail.querySelector(".attention-line")?.append(parts.readout, parts.button);
  detail.append(parts.box);
  bindFold(parts, detail, isOpen);
  bindSelection(parts.marks, opened, bindReadout(parts.readout, opened), spoken);
  const sheet = createSheet(parts, opened);
  return {
    isOpen,
    invalidator: sheet.invalidator,
    draw: sheet.draw,
    /** @param {number} ratio */
    resize(ratio) {
      const { width, height } = isOpen.value ? sizeOnScreen(parts.sheet) : { width: 0, height: 0 };
      sheet.resize(width, height, ratio);
      size.value = { width, height };
    },
  };
}

/** Binds the button that opens the picture. @param {Parts} parts @param {HTMLElement} detail @param {Signal<boolean>} isOpen */
function bindFold({ button, box }, detail, isOpen) {
  button.addEventListener("click", () => {
    isOpen.value = !isOpen.value;
  });
  effect(() => {
    button.setAttribute("aria-expanded", String(isOpen.value));
    box.hidden = !isOpen.value;
    detail.classList.toggle("is-parameters", isOpen.value);
  });
}

/** Writes what the pointer is over. @param {HTMLElement} readout @param {Opened} opened @returns {() => string} the text */
function bindReadout(readout, { store, isOpen, hover, shape }) {
  const frame = throttled(store.frame);
  const text = () => {
    const cell = hover.value;
    const found = cell && shape.value?.parameters[cell.index];
    if (!found) return t("attention.parameters.help");
    const [value, grad, update] = /** @type {const} */ (["value", "grad", "update"]).map((of) => parameterNumber(frame.value, found, cell, SECTIONS[of]));
    const sign = found.column === null ? "b" : "w";
    return t("attention.parameter", { name: nameOf(found, cell), sign, value: signed(value), gradient: signed(grad), update: signed(update) });
  };
  effect(() => setText(readout, isOpen.value ? text() : ""));
  return text;
}

/** Selects a number by pointer and keys. @param {HTMLElement} marks @param {Opened} opened @param {() => string} text of what is selected @param {HTMLElement} spoken */
function bindSelection(marks, { shape, hover }, text, spoken) {
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
    setText(spoken, text());
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Creates what draws the matrices, and above them their names, scales and the selection. @param {Parts} parts @param {Opened} opened */
function createSheet(parts, { store, shape, hover, isOpen }) {
  const cells = createPixelLayer(parts.cells);
  const marks = createStillLayer(parts.marks);
  let isDirty = true;
  let numbers = new Float64Array();

  /** Paints a matrix or its gradient; returns what is written above it. @param {Pixels} pixels @param {PlacedParameter} parameter @param {"value" | "grad"} of @param {Theme} theme */
  function paint(pixels, parameter, of, theme) {
    const { rows, columns } = parameter;
    if (numbers.length < rows * columns) numbers = new Float64Array(rows * columns);
    writeParameter(store.frame.peek(), parameter, SECTIONS[of], numbers);
    const scale = largestSize(numbers, 0, rows * columns);
    paintMatrix(pixels, wholePixels(parameter[of], cells.ratio()), { values: numbers, rows, columns }, scale, theme);
    return headOf(parameter, of === "grad", scale);
  }

  return {
    invalidator() {
      void [store.frame.value, store.theme.value, shape.value, hover.value, isOpen.value];
      isDirty = true;
    },
    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of [cells, marks]) layer.resize(width, height, ratio);
      isDirty = true;
    },
    draw() {
      const [found, theme] = [shape.peek(), store.theme.peek()];
      if (!isDirty || !isOpen.peek() || !found || !theme) return;
      isDirty = false;
      const pixels = cells.pixels(theme.groundPacked);
      const texts = found.parameters.flatMap((parameter) => [...paint(pixels, parameter, "value", theme), ...paint(pixels, parameter, "grad", theme)]);
      cells.put();
      const chosen = hover.peek() && parameterBox(found, /** @type {ParameterCell} */ (hover.peek()));
      const outline = chosen ? [/** @type {const} */ ({ does: "outline", box: chosen, width: 2, color: "accent" })] : [];
      marks.show(() => paintMarks(marks.ctx, [...texts, ...outline], theme));
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

/** @typedef {ReturnType<typeof makeParts>} Parts */

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
