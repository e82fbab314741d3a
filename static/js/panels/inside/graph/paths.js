/** The paths from a weight to the loss: how many there are, the largest, and their sum. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { count, number } from "../../../base/numbers/format.js";
import { byId, make } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { createChips, formula, numberText } from "../base/chips.js";
import { copyText } from "../base/copied.js";
import { askAgain } from "../base/program-feed.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { PathFields, PathsFound } from "../../../protocol.js" */
/** @import { Target } from "../../../types.js" */
/** @import { PanelContext } from "../../context.js" */
/** @import { Chips } from "../base/chips.js" */

/** From this many on a count is written as a power of ten. */
const MANY = 1e7;
/** With more factors, those in the middle are shown on demand: so many at either end are not. */
const [MOST_FACTORS, AT_ENDS] = [18, 7];

/** @param {PanelContext} context */
export function bindPaths(context) {
  const { store } = context;
  void applyStyles("inside-paths");
  const root = make("section", { class: "paths", attributes: { "aria-label": t("paths.title") } });
  byId("inspector-graph").append(root);
  const chips = createChips(store, (text) => void copyText(text, store));
  const found = followPaths(context);
  const digits = computed(() => store.view.value.digits);
  const isAsked = computed(() => weightOf(store.view.value.pinned) !== null);
  const isFollowed = computed(() => store.view.value.probe !== null);
  const isOfLayers = computed(() => isDense(store.state.value.network ?? { kind: "dense" }));
  effect(() => {
    const paths = found.value;
    const title = make("h3", { class: "part-title", text: t("paths.title") });
    if (!paths) root.replaceChildren(title, make("p", { class: "graph-about", text: t(isAsked.value ? "paths.loading" : "paths.invite") }));
    else root.replaceChildren(title, ...describe(paths, isFollowed.value), ...drawPaths(paths, chips, { digits: digits.value, isOfLayers: isOfLayers.value }));
    untracked(() => light(store, []));
  });
  bindRows(root, () => found.peek(), chips, store);
}

/** @param {Target | null} target */
const weightOf = (target) => (target?.kind === "edge" ? target : null);

/** Asks for the paths of the chosen weight again whenever they have changed, as long as they are shown. @param {PanelContext} context @returns {ReadonlySignal<PathsFound | null>} */
function followPaths({ store, ask }) {
  /** @type {Signal<PathsFound | null>} */
  const answer = signal(null);
  const view = store.view;
  const question = computed(() => JSON.stringify([weightOf(view.value.pinned), view.value.probe]));
  effect(() => {
    void question.value;
    answer.value = null;
  });
  askAgain(
    store,
    "graph",
    () => question.value,
    async () => {
      const weight = weightOf(view.peek().pinned);
      if (!weight) return;
      const asked = question.peek();
      const { layer, row, column } = weight;
      const paths = await ask({ type: "find_paths", run: 0, layer, row, column, sample: view.peek().probe });
      if (question.peek() === asked) answer.value = paths;
    },
  );
  return answer;
}

/** Writes a count that may be too large for a number. @param {string} digits */
export const countText = (digits) => (Number(digits) < MANY ? count(Number(digits)) : number(Number(digits)));

/** @param {PathsFound} paths @param {boolean} isFollowed */
function describe({ n_paths, n_active, n_derivatives, sample, in_batch }, isFollowed) {
  const sentences = [t("paths.n", { n: countText(n_paths) })];
  if (n_active !== null && n_active !== n_paths) sentences.push(t("paths.active", { n: countText(n_active) }));
  sentences.push(t("paths.reverse", { n: n_derivatives }));
  const whose = t(in_batch ? (isFollowed ? "paths.sample" : "paths.hardest") : "paths.outside", { sample: String(sample + 1) });
  const counted = make("p", { text: sentences.join(" ") });
  if (Number(n_paths) >= MANY) counted.title = n_paths;
  return [counted, make("p", { class: "graph-about", text: n_active === null ? t("paths.not_yet") : whose })];
}

/** @param {PathsFound} paths @param {Chips} chips @param {{ digits: number, isOfLayers: boolean }} look @returns {HTMLElement[]} */
function drawPaths({ largest, total, gradient }, chips, { digits, isOfLayers }) {
  if (largest.length === 0) return [];
  const most = Math.max(...largest.map(({ product }) => Math.abs(product ?? 0)));
  const rows = largest.map((path, i) => make("li", {}, rowOf(path, i, most, { digits, isOfLayers })));
  const sum = largest.reduce((before, { product }) => before + (product ?? 0), 0);
  /** @param {string} name @param {number | null} value */
  const line = (name, value) => make("div", {}, make("dt", { text: name }), exact("dd", value, digits));
  return [
    make("ol", { class: "path-rows", attributes: { "aria-label": t("paths.list") } }, ...rows),
    factorsOf(largest[0], chips, digits),
    make(
      "dl",
      { class: "path-sums" },
      line(t("paths.sum.largest", { n: largest.length }), sum),
      line(t("paths.sum.all"), total),
      line(t(isOfLayers ? "paths.sum.gradient" : "paths.sum.gradients"), gradient),
    ),
  ];
}

/** @param {PathFields} path @param {number} i @param {number} most @param {{ digits: number, isOfLayers: boolean }} look */
function rowOf(path, i, most, { digits, isOfLayers }) {
  const { product, weights } = path;
  const units = weights.map(({ row }) => row + 1).join(" → ");
  const bar = make("span", { class: "path-bar" });
  const size = Math.abs(product ?? 0);
  bar.style.width = `${most > 0 ? (100 * size) / most : 0}%`;
  if ((product ?? 0) < 0) bar.classList.add("negative");
  const track = make("span", { class: "path-track" }, bar);
  return make(
    "button",
    { class: "path-row", attributes: { type: "button", value: String(i), "aria-pressed": String(i === 0) } },
    isOfLayers ? make("span", { class: "path-via", text: t("paths.via", { units }) }) : beginningOf(path),
    track,
    exact("b", product, digits),
  );
}

/** Returns with what a path begins, where units are no neurons of layers. @param {PathFields} path */
function beginningOf({ factors }) {
  const [first] = factors;
  const number = first ? [formula(first.symbol)] : [];
  return make("span", { class: "path-via" }, ...number, make("span", { text: t("paths.n_factors", { n: factors.length }) }));
}

/** The numbers that are multiplied, as chips that lead to where they are from. @param {PathFields | undefined} path @param {Chips} chips @param {number} digits */
function factorsOf(path, chips, digits) {
  const root = make("div", { class: "path-factors", attributes: { role: "group", "aria-label": t("paths.factors") } });
  const all = path?.factors ?? [];
  const drawn = (/** @type {readonly PathFields["factors"][number][]} */ some) =>
    some.flatMap((factor, i) => (i > 0 ? [make("span", { text: "·" }), chips.chip(factor)] : [chips.chip(factor)]));
  const ends = path ? [make("span", { text: "=" }), exact("b", path.product, digits)] : [];
  if (all.length <= MOST_FACTORS) {
    root.append(...drawn(all), ...ends);
    return root;
  }
  const more = make("button", { class: "tiny-text", text: t("paths.more", { n: all.length - 2 * AT_ENDS }), attributes: { type: "button" } });
  more.addEventListener("click", () => root.replaceChildren(...drawn(all), ...ends));
  root.append(...drawn(all.slice(0, AT_ENDS)), more, ...drawn(all.slice(-AT_ENDS)), ...ends);
  return root;
}

/** Writes a number, all of whose digits are in the data of its element. @param {"b" | "dd"} tag @param {number | null} value @param {number} digits */
const exact = (tag, value, digits) => make(tag, { text: numberText(value, digits), attributes: { "data-value": String(value ?? "") } });

/** Lights up the weights of a path in the network. @param {PanelContext["store"]} store @param {PathFields["weights"]} weights */
function light(store, weights) {
  if (weights.length === 0 && store.view.peek().path.length === 0) return;
  const path = weights.map(({ layer, row, column }) => /** @type {const} */ ({ kind: "edge", layer, row, column: column ?? null }));
  store.dispatch({ type: "view", patch: { path } });
}

/** Pointing at a path lights it up, a click shows its factors. @param {HTMLElement} root @param {() => PathsFound | null} found @param {Chips} chips @param {PanelContext["store"]} store */
function bindRows(root, found, chips, store) {
  /** @param {Event} event @returns {HTMLButtonElement | null} */
  const rowAt = ({ target }) => (target instanceof Element ? target.closest(".path-row") : null);
  /** @param {HTMLButtonElement | null} row */
  const pathOf = (row) => (row ? found()?.largest[Number(row.value)] : undefined);
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, (event) => light(store, pathOf(rowAt(event))?.weights ?? []));
  for (const kind of ["pointerleave", "focusout"]) root.addEventListener(kind, () => light(store, []));
  root.addEventListener("click", (event) => {
    const row = rowAt(event);
    const path = pathOf(row);
    if (!path) return;
    for (const other of root.querySelectorAll(".path-row")) other.setAttribute("aria-pressed", String(other === row));
    root.querySelector(".path-factors")?.replaceWith(factorsOf(path, chips, store.view.peek().digits));
  });
}
