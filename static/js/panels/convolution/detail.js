/** The row below the picture in which one number is opened up: its products, their sum, and sentences about both. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { count, full, number, percent, signed } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { paintEquation } from "../../painters/kinds/equation.js";
import { equationCellAt, equationShape, nextEquationCell } from "../../scene/convolution/equation-shape.js";
import { largestOf, sumOf } from "../../scene/convolution/equations.js";
import { isParameter } from "../../scene/convolution/numbers.js";
import { createLayer } from "../../stage/layers.js";
import { nameOf, parameterOf } from "./description.js";
import { classesOf } from "./pointer.js";

/** @import { Signal, ReadonlySignal } from "@preact/signals-core" */
/** @import { TermsFound } from "../../protocol.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Equation, Factor } from "../../scene/convolution/equations.js" */
/** @import { Place } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */
/** @import { Opened } from "./opened-number.js" */
/** @import { DetailParts } from "./parts.js" */

/**
 * @param {Store} store
 * @param {Model} model
 * @param {Opened} opened
 * @param {{ parts: DetailParts, terms: ReadonlySignal<TermsFound | null>, ofBatch: Signal<boolean> }} more
 */
export function createDetail(store, model, opened, { parts, terms, ofBatch }) {
  const layer = createLayer(parts.canvas);
  const size = signal({ width: 0, height: 0 });
  let isDirty = true;
  const shape = computed(() => {
    const [found, theme] = [opened.equation.value, store.theme.value];
    return found && theme && size.value.width > 0 ? equationShape(found.factors, { ...size.value, rem: theme.rem }) : null;
  });
  bindSentences(store, model, opened, { parts, terms });
  bindCells(store, opened, { parts, shape, terms, ofBatch });
  bindChoice(parts, ofBatch, opened, store);
  parts.close.addEventListener("click", () => {
    model.pinned.value = null;
  });

  return {
    invalidators: [
      () => {
        void [shape.value, opened.equation.value, opened.marked.value, store.theme.value];
        isDirty = true;
      },
    ],

    /** @param {number} ratio */
    resize(ratio) {
      const { width, height } = sizeOnScreen(parts.room);
      layer.resize(width, height, ratio);
      size.value = { width, height };
      isDirty = true;
    },

    draw() {
      const [found, equation, theme] = [shape.value, opened.equation.value, store.theme.value];
      if (!isDirty || !theme) return;
      isDirty = false;
      layer.clear();
      if (!found || !equation) return;
      const scales = scalesOf(equation);
      const items = found.placed.flatMap((placed) => {
        const factor = equation.factors[placed.factor];
        return factor ? [{ ...placed, label: labelOf(factor, opened.place.value), values: factor.values, scale: scales.get(factor.scale) ?? 0 }] : [];
      });
      paintEquation(layer.ctx, items, opened.marked.value, theme);
    },
  };
}

/** Returns the largest size of each name of matrices. @param {Equation} equation */
function scalesOf({ factors }) {
  /** @type {Map<string, number>} */
  const scales = new Map();
  for (const { scale, values } of factors) {
    for (const value of Array.from(values)) if (Math.abs(value) > (scales.get(scale) ?? 0)) scales.set(scale, Math.abs(value));
  }
  return scales;
}

/** @param {Factor} factor @param {Place | null} place */
function labelOf(factor, place) {
  const { name, index } = factor;
  if (name === "filter" || name === "map") return t("convolution.label.part", { n: index + 1, sum: signed(sumOf(factor), 3) });
  if (name === "input" && (place?.stage ?? 0) > 0) return t("convolution.label.input.map");
  return t(`convolution.label.${name}`);
}

/** Names a matrix in the table. @param {Factor} factor */
function rowName({ name, index, values }) {
  if (name === "filter" || name === "map") return t(`convolution.label.${name}`, { n: index + 1, sum: full(sumOf({ values })) });
  return t(`convolution.label.${name}`);
}

/** @param {Store} store @param {Model} model @param {Opened} opened @param {{ parts: DetailParts, terms: ReadonlySignal<TermsFound | null> }} more */
function bindSentences(store, model, opened, { parts, terms }) {
  const frame = throttled(store.frame);
  effect(() => {
    const [place, net] = [opened.place.value, model.net.value];
    if (place && net) setText(parts.title, nameOf(place, net, classesOf(store)));
    parts.choice.hidden = !place || !isParameter(place.part);
  });
  effect(() => {
    void frame.value;
    const [place, equation] = [opened.place.value, opened.equation.value];
    if (!place) return;
    const shown = untracked(model.shown);
    setText(parts.sum, equation ? sumText(equation, place, terms.value) : t("convolution.waiting"));
    setText(parts.largest, equation ? largestText(equation) : "");
    const isMoved = shown && isParameter(place.part);
    const optimizer = String(store.state.value.experiment?.["optimizer"]);
    const key = PAGE.memoryless.includes(optimizer) ? "convolution.moved" : "convolution.moved.memory";
    const named = PAGE.labels["optimizer"]?.[optimizer] ?? optimizer;
    const moved = isMoved && {
      optimizer: named,
      update: signed(parameterOf(shown, place, ["update_W", "update_b"])),
      value: signed(parameterOf(shown, place, ["W", "b"])),
    };
    setText(parts.moved, moved && equation && !Number.isNaN(equation.sum) ? t(key, moved) : "");
    const own = isParameter(place.part) && terms.value !== null && terms.value.sample !== null ? terms.value : null;
    parts.outside.classList.toggle("is-inside", own?.in_batch ?? false);
    setText(parts.outside, own ? t(own.in_batch ? "convolution.inside" : "convolution.outside", { step: count(own.step), n: own.mean_over }) : "");
  });
}

/** @param {Equation} equation @param {Place} place @param {TermsFound | null} answer */
function sumText({ kind, count: n, sum }, place, answer) {
  if (Number.isNaN(sum)) return t("convolution.not_yet");
  const values = { n, sum: signed(sum) };
  if (kind !== "terms") return t(`convolution.sum.${kind}`, values);
  const isBias = place.part === "b" || place.part === "db";
  if (answer?.grid) return t(answer.sample === null ? "convolution.sum.batch" : isBias ? "convolution.sum.picture.bias" : "convolution.sum.picture", values);
  if (answer?.sample === null) return t(isBias ? "convolution.sum.samples.bias" : "convolution.sum.samples", values);
  return t(isBias ? "convolution.sum.one.bias" : "convolution.sum.one", values);
}

/** @param {Equation} equation */
function largestText(equation) {
  const found = largestOf(equation);
  if (!found || equation.count < 2) return "";
  const factor = (equation.factors[found.factor]?.index ?? 0) + 1;
  return t(`convolution.largest.${equation.kind}`, {
    factor,
    row: found.row + 1,
    column: found.column + 1,
    value: signed(found.value),
    share: percent(found.share, 0),
  });
}

/**
 * Pointer and keys on the cells of the equation; the hidden table has all digits.
 *
 * @param {Store} store
 * @param {Opened} opened
 * @param {{ parts: DetailParts, shape: ReadonlySignal<import("../../scene/convolution/equation-shape.js").EquationShape | null>, terms: ReadonlySignal<TermsFound | null>, ofBatch: Signal<boolean> }} more
 */
function bindCells(store, opened, { parts, shape, terms, ofBatch }) {
  const { canvas } = parts;
  /** @param {MouseEvent} event */
  const under = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return shape.value && equationCellAt(shape.value, event.clientX - left, event.clientY - top);
  };
  canvas.addEventListener("pointermove", (event) => {
    opened.cell.value = under(event);
  });
  canvas.addEventListener("pointerleave", () => {
    opened.cell.value = null;
  });
  const follow = () => {
    const [cell, answer] = [opened.cell.peek(), terms.peek()];
    const factor = cell && opened.equation.peek()?.factors[cell.factor];
    const sample = factor?.name === "pictures" && cell ? answer?.bars.samples[cell.row * factor.columns + cell.column] : undefined;
    if (sample === undefined) return;
    ofBatch.value = false;
    store.dispatch({ type: "view", patch: { probe: sample } });
  };
  canvas.addEventListener("click", follow);
  canvas.addEventListener("keydown", (event) => {
    if (!shape.value || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^Arrow/.test(event.key)) opened.cell.value = nextEquationCell(shape.value, opened.cell.value, event.key);
    else if (event.key === "Enter") follow();
    else if (event.key === "Escape") parts.close.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  effect(() => {
    const [equation, cell] = [opened.equation.value, opened.cell.value];
    setText(parts.pointed, equation && cell ? cellText(equation, cell, terms.value) : "");
  });
  effect(() => {
    const equation = opened.equation.value;
    if (!equation || store.state.value.running) return;
    parts.rows.replaceChildren(...equation.factors.filter(({ name }) => name !== "pictures").flatMap(rowsOf));
  });
}

/** Returns the text of a cell. @param {Equation} equation @param {{ factor: number, row: number, column: number }} cell @param {TermsFound | null} answer */
function cellText({ factors, kind }, { factor, row, column }, answer) {
  const own = factors[factor];
  if (!own) return "";
  const i = row * own.columns + column;
  if (own.name === "pictures") return t("convolution.at.picture", { n: (answer?.bars.samples[i] ?? 0) + 1, value: signed(own.values[i]) });
  const values = { row: row + 1, column: column + 1 };
  /** @param {Factor["name"]} name */
  const of = (name) => factors.find((found) => found.name === name)?.values[i];
  if (kind !== "terms") return t("convolution.at.kernel", { ...values, value: signed(own.values[i]) });
  if (of("input") === undefined) return t("convolution.at.product", { ...values, value: signed(of("products")) });
  return t("convolution.at.terms", { ...values, delta: signed(of("delta")), input: number(of("input")), value: signed(of("products")) });
}

/** The rows of the table, with all digits. @param {Factor} factor */
function rowsOf(factor) {
  return Array.from({ length: factor.rows }, (_, row) =>
    make(
      "tr",
      { attributes: { "data-factor": factor.name } },
      make("th", { text: rowName(factor), attributes: { scope: "row" } }),
      ...Array.from({ length: factor.columns }, (_unused, column) => make("td", { text: full(factor.values[row * factor.columns + column]) })),
    ),
  );
}

/** @param {DetailParts} parts @param {Signal<boolean>} ofBatch @param {Opened} opened @param {Store} store */
function bindChoice({ choice }, ofBatch, opened, store) {
  choice.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) ofBatch.value = target.value === "batch";
  });
  effect(() => {
    void opened.place.value;
    const isBatch = ofBatch.value || store.view.value.probe === null;
    for (const radio of choice.querySelectorAll("input")) {
      radio.checked = (radio.value === "batch") === isBatch;
      radio.disabled = radio.value === "picture" && store.view.value.probe === null;
    }
  });
}
