/** The gradient strip in words: headline, explanation of a mark, hidden table; and whether it is unfolded. */

import { computed, effect } from "@preact/signals-core";
import { count, full } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { load, save } from "../../base/page/storage.js";
import { layerName, t } from "../../base/words/i18n.js";
import { headlineOf, markSentence } from "../../scene/strip/factor-texts.js";
import { isSameMark, markAt, marksOf } from "../../scene/strip/gradient-strip.js";

/** @import { DeltaFactors } from "../../scene/strip/delta-factors.js" */
/** @import { Mark } from "../../painters/strips/gradient-strip.js" */
/** @import { Strip } from "../../stage/gradient-strip.js" */
/** @import { Store } from "../../state/store/store.js" */

const KEY = "backprop-live.factors";
const FOLDED = "folded";
const TABLE_EVERY_MS = 2000;

/** Reads whether strips were folded on an earlier visit. @param {Store} store */
export function restoreStrips(store) {
  store.dispatch({ type: "view", patch: { showFactors: load("localStorage", KEY) !== FOLDED } });
}

/**
 * Binds one strip; there may be several.
 *
 * @param {HTMLElement} root its element, as in `templates/network/_gradient_strip.html`
 * @param {Store} store of the network above
 * @param {Strip} strip
 */
export function bindStrip(root, store, strip) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`.factors-${name}`));
  const sentence = stripSentence(strip);

  effect(() => {
    root.hidden = (store.state.value.network?.layers.length ?? 0) < 2;
  });
  effect(() => setText(part("headline"), sentence.value));
  effect(() => {
    part("twin").hidden = !strip.shape.value?.twin.length;
    part("theory").hidden = (strip.shape.value?.theory.length ?? 0) < 2;
  });
  bindFold(root, part("fold"), store);
  bindMarks(part("canvas"), store, strip, sentence);
  bindTable(root, store, strip);
}

/** Returns the text of a strip: about the selected mark, or else about all layers. @param {Strip} strip */
export const stripSentence = (strip) =>
  computed(() => (strip.selected.value ? markSentence(strip.selected.value, strip.factors.value) : headlineOf(strip.factors.value)));

/** @param {HTMLElement} root @param {HTMLElement} button @param {Store} store */
function bindFold(root, button, store) {
  button.addEventListener("click", () => {
    const showFactors = !store.view.value.showFactors;
    save("localStorage", KEY, showFactors ? null : FOLDED);
    store.dispatch({ type: "view", patch: { showFactors } });
  });
  effect(() => {
    const { showFactors } = store.view.value;
    root.classList.toggle(FOLDED, !showFactors);
    button.setAttribute("aria-expanded", String(showFactors));
  });
}

/** Selects marks by pointer and arrow keys. @param {HTMLElement} canvas @param {Store} store @param {Strip} strip @param {{ readonly value: string }} sentence */
function bindMarks(canvas, store, strip, sentence) {
  /** @param {Mark | null} mark */
  const select = (mark) => {
    if (!isSameMark(mark, strip.selected.value)) strip.selected.value = mark;
  };
  const marks = computed(() => (strip.shape.value ? marksOf(strip.shape.value) : []));
  /** @param {MouseEvent} event */
  const point = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    const rem = store.theme.value?.rem ?? 0;
    select(strip.shape.value && markAt(strip.shape.value, clientX - left, clientY - top, rem));
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("click", point);
  canvas.addEventListener("pointerleave", () => select(null));
  canvas.addEventListener("blur", () => select(null));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextMark(event.key, marks.value, strip.selected.value);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    select(next);
  });
  effect(() => {
    const present = marks.value.findIndex((mark) => isSameMark(mark, strip.selected.value));
    canvas.setAttribute("aria-valuemax", String(marks.value.length));
    canvas.setAttribute("aria-valuenow", String(present + 1));
    // While it trains only if it has the focus, because the text changes with each frame.
    if (document.activeElement === canvas || !store.state.value.running) canvas.setAttribute("aria-valuetext", sentence.value);
  });
}

/**
 * Returns the mark that a key selects.
 *
 * @param {string} key
 * @param {readonly Mark[]} marks
 * @param {Mark | null} selected
 * @returns {Mark | null | undefined} undefined for any other key
 */
export function nextMark(key, marks, selected) {
  const present = marks.findIndex((mark) => isSameMark(mark, selected));
  const last = marks.length - 1;
  /** @type {Record<string, number>} */
  const places = { ArrowRight: Math.min(last, present + 1), ArrowLeft: present === -1 ? last : Math.max(0, present - 1), Home: 0, End: last };
  if (key === "Escape") return null;
  const place = places[key];
  return place === undefined ? undefined : (marks[place] ?? null);
}

/** Fills the visually hidden table, during a run only every few seconds. @param {HTMLElement} root @param {Store} store @param {Strip} strip */
function bindTable(root, store, strip) {
  const rows = /** @type {HTMLElement} */ (root.querySelector("tbody"));
  const caption = /** @type {HTMLElement} */ (root.querySelector("caption"));
  let last_ms = -Infinity;
  effect(() => {
    const factors = strip.factors.value;
    const now_ms = performance.now();
    if (store.state.value.running && now_ms - last_ms < TABLE_EVERY_MS) return;
    last_ms = now_ms;
    setText(caption, t("factors.caption", { step: count(factors.step) }));
    rows.replaceChildren(...factors.delta.map((_, layer) => makeRow(factors, layer)));
  });
}

/** @param {DeltaFactors} factors @param {number} layer */
const makeRow = ({ delta, weights, derivatives, theory }, layer) =>
  make(
    "tr",
    {},
    make("th", { text: layerName(layer, delta.length), attributes: { scope: "row" } }),
    ...[delta, weights, derivatives, theory].map((values) => make("td", { text: full(values[layer]) })),
  );
