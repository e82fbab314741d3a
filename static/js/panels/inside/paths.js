/** The paths from a weight to the loss: how many there are, the largest, and their sum. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { byId, make } from "../../base/dom.js";
import { count, full, number } from "../../base/format.js";
import { t } from "../../base/i18n.js";
import { setFormula } from "./formula.js";
import { isFast, rarely, stepsOf } from "./program-feed.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { PathFields, PathNumber, PathsFound } from "../../protocol.js" */
/** @import { Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** From this many on a count is written as a power of ten. */
const MANY = 1e7;

/** @param {PanelContext} context */
export function bindPaths(context) {
  const { store } = context;
  const root = make("section", { class: "paths", attributes: { "aria-label": t("paths.title") } });
  byId("inspector-graph").append(root);
  const found = followPaths(context);
  const digits = computed(() => store.view.value.digits);
  const isAsked = computed(() => weightOf(store.view.value.pinned) !== null);
  const isFollowed = computed(() => store.view.value.probe !== null);
  effect(() => {
    const paths = found.value;
    const title = make("h3", { class: "part-title", text: t("paths.title") });
    if (!paths) root.replaceChildren(title, make("p", { class: "graph-about", text: t(isAsked.value ? "paths.loading" : "paths.invite") }));
    else root.replaceChildren(title, ...describe(paths, isFollowed.value), ...drawPaths(paths, digits.value));
    untracked(() => light(store, []));
  });
  bindRows(root, () => found.peek(), store);
}

/** @param {Target | null} target */
const weightOf = (target) => (target?.kind === "edge" ? target : null);

/** Asks for the paths of the chosen weight again whenever they have changed, as long as they are shown. @param {PanelContext} context @returns {ReadonlySignal<PathsFound | null>} */
function followPaths({ store, ask }) {
  /** @type {Signal<PathsFound | null>} */
  const answer = signal(null);
  const view = store.view;
  const question = computed(() => JSON.stringify([weightOf(view.value.pinned), view.value.probe]));
  const isShown = computed(
    () => view.value.tab === "inside" && view.value.part === "graph" && store.state.value.connection === "live" && !isFast(store.state.value),
  );
  const refresh = rarely(async () => {
    const weight = weightOf(view.peek().pinned);
    if (!weight) return;
    const asked = question.peek();
    const { layer, row, column } = weight;
    const paths = await ask({ type: "find_paths", run: 0, layer, row, column, sample: view.peek().probe });
    if (question.peek() === asked) answer.value = paths;
  });
  const steps = stepsOf(store);
  effect(() => {
    void question.value;
    answer.value = null;
  });
  effect(() => {
    void [question.value, steps.map((each) => each.value)];
    if (isShown.value) untracked(refresh);
  });
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

/** @param {PathsFound} paths @param {4 | 17} digits @returns {HTMLElement[]} */
function drawPaths({ largest, total, gradient }, digits) {
  if (largest.length === 0) return [];
  const most = Math.max(...largest.map(({ product }) => Math.abs(product ?? 0)));
  const rows = largest.map((path, i) => make("li", {}, rowOf(path, i, most, digits)));
  const sum = largest.reduce((before, { product }) => before + (product ?? 0), 0);
  /** @param {string} name @param {number | null} value */
  const line = (name, value) =>
    make("div", {}, make("dt", { text: name }), make("dd", { text: value === null ? t("graph.not_yet") : numberText(value, digits) }));
  return [
    make("ol", { class: "path-rows", attributes: { "aria-label": t("paths.list") } }, ...rows),
    factorsOf(largest[0], digits),
    make(
      "dl",
      { class: "path-sums" },
      line(t("paths.sum.largest", { n: largest.length }), sum),
      line(t("paths.sum.all"), total),
      line(t("paths.sum.gradient"), gradient),
    ),
  ];
}

/** @param {PathFields} path @param {number} i @param {number} most @param {4 | 17} digits */
function rowOf({ product, weights }, i, most, digits) {
  const units = weights.map(({ row }) => row + 1).join(" → ");
  const bar = make("span", { class: "path-bar" });
  const size = Math.abs(product ?? 0);
  bar.style.width = `${most > 0 ? (100 * size) / most : 0}%`;
  if ((product ?? 0) < 0) bar.classList.add("negative");
  const track = make("span", { class: "path-track" }, bar);
  return make(
    "button",
    { class: "path-row", attributes: { type: "button", value: String(i), "aria-pressed": String(i === 0) } },
    make("span", { class: "path-via", text: t("paths.via", { units }) }),
    track,
    make("b", { text: numberText(product, digits) }),
  );
}

/** The numbers that are multiplied, as chips that lead to where they are from. @param {PathFields | undefined} path @param {4 | 17} digits */
function factorsOf(path, digits) {
  const root = make("div", { class: "path-factors", attributes: { role: "group", "aria-label": t("paths.factors") } });
  for (const [i, factor] of (path?.factors ?? []).entries()) {
    if (i > 0) root.append(make("span", { text: "·" }));
    root.append(chip(factor, digits));
  }
  if (path) root.append(make("span", { text: "=" }), make("b", { text: numberText(path.product, digits) }));
  return root;
}

/** @param {PathNumber} factor @param {4 | 17} digits */
function chip(factor, digits) {
  const symbol = make("span", { class: "graph-symbol" });
  setFormula(symbol, factor.symbol);
  const element = make("button", { class: "path-chip", attributes: { type: "button" } }, symbol, make("b", { text: numberText(factor.value, digits) }));
  element.dataset["quantity"] = factor.quantity ?? "";
  const target = factorTarget(factor);
  if (target) element.dataset["target"] = JSON.stringify(target);
  return element;
}

/** Returns where a factor is in the network. @param {PathNumber} factor @returns {Target | null} */
export function factorTarget({ quantity, layer, row, column }) {
  if (quantity === null || layer === null || row === null) return null;
  if (quantity === "W") return { kind: "edge", layer, row, column };
  return layer < 0 ? { kind: "input", index: row } : { kind: "neuron", layer, index: row };
}

/** @param {number | null} value @param {4 | 17} digits */
const numberText = (value, digits) => (digits === 17 ? full(value) : number(value));

/** Lights up the weights of a path in the network. @param {PanelContext["store"]} store @param {PathFields["weights"]} weights */
function light(store, weights) {
  if (weights.length === 0 && store.view.peek().path.length === 0) return;
  const path = weights.map(({ layer, row, column }) => /** @type {const} */ ({ kind: "edge", layer, row, column: column ?? null }));
  store.dispatch({ type: "view", patch: { path } });
}

/** Pointing at a path lights it up, a click shows its factors; a click on a factor goes there. @param {HTMLElement} root @param {() => PathsFound | null} found @param {PanelContext["store"]} store */
function bindRows(root, found, store) {
  /** @param {Event} event @param {string} selector @returns {HTMLButtonElement | null} */
  const closest = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);
  /** @param {Event} event */
  const point = (event) => {
    const row = closest(event, ".path-row");
    light(store, row ? (found()?.largest[Number(row.value)]?.weights ?? []) : []);
    const chosen = closest(event, ".path-chip")?.dataset["target"];
    store.dispatch({ type: "view", patch: { hover: chosen ? JSON.parse(chosen) : null } });
  };
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, point);
  for (const kind of ["pointerleave", "focusout"]) {
    root.addEventListener(kind, () => {
      light(store, []);
      store.dispatch({ type: "view", patch: { hover: null } });
    });
  }
  root.addEventListener("click", (event) => {
    const target = closest(event, ".path-chip")?.dataset["target"];
    if (target) store.dispatch({ type: "view", patch: { pinned: JSON.parse(target) } });
    const row = closest(event, ".path-row");
    const path = row ? found()?.largest[Number(row.value)] : null;
    if (!row || !path) return;
    for (const other of root.querySelectorAll(".path-row")) other.setAttribute("aria-pressed", String(other === row));
    root.querySelector(".path-factors")?.replaceWith(factorsOf(path, store.view.peek().digits));
  });
}
