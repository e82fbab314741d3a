/** The graph of the operations of a step: values above, gradients below, local derivatives on the edges. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { layerName, t } from "../../../base/words/i18n.js";
import { sameTarget } from "../../../scene/network/targets.js";
import { askAgain } from "../base/program-feed.js";
import { drawGraph, targetOf } from "./nodes.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { OpGraph, OpNodeFields, Place } from "../../../protocol.js" */
/** @import { Target } from "../../../types.js" */
/** @import { PanelContext } from "../../context.js" */

/** @param {PanelContext} context */
export function bindGraph(context) {
  void applyStyles("inside-graph");
  const { store } = context;
  /** @type {Signal<number[]>} */
  const open = signal([]);
  const isLarge = signal(false);
  const graph = followGraph(context, open);
  const parts = makeParts();
  byId("inspector-graph").append(parts.root);
  bindFolds(parts, graph, open, store);
  bindSize(parts, isLarge, store);
  bindPicture(parts, graph, isLarge, context);
}

function makeParts() {
  const title = make("h3", { class: "part-title", text: t("graph.title") });
  const size = make("button", { class: "tiny-text", attributes: { type: "button" } });
  const head = make("div", { class: "part-head" }, title, size);
  const about = make("p", { class: "graph-about" });
  const folds = make("div", { class: "graph-folds", attributes: { role: "group", "aria-label": t("graph.folds") } });
  const picture = make("div", { class: "graph-picture" });
  const scroller = make("div", { class: "graph-scroller" }, picture);
  return { root: make("section", { class: "op-graph" }, head, about, folds, scroller), size, about, folds, picture, scroller };
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** Returns where the numbers of a target are; null for all of a layer. @param {Target | null} target @returns {Place | null} */
export function placeOf(target) {
  if (target?.kind === "neuron") return { layer: target.layer, row: target.index, column: null };
  if (target?.kind === "edge") return { layer: target.layer, row: target.row, column: target.column };
  return null;
}

/** Asks for the graph again whenever it has changed, as long as it is shown. @param {PanelContext} context @param {ReadonlySignal<number[]>} open @returns {ReadonlySignal<OpGraph | null>} */
function followGraph({ store, ask }, open) {
  /** @type {Signal<OpGraph | null>} */
  const graph = signal(null);
  const view = store.view;
  const question = () => [open.value, placeOf(view.value.pinned), view.value.probe];
  askAgain(store, "graph", question, async () => {
    const { pinned, probe } = view.peek();
    graph.value = await ask({ type: "graph", run: 0, open: open.peek(), place: placeOf(pinned), sample: probe });
  });
  return graph;
}

/** Buttons that open and fold the layers. @param {Parts} parts @param {ReadonlySignal<OpGraph | null>} graph @param {Signal<number[]>} open @param {PanelContext["store"]} store */
function bindFolds({ folds }, graph, open, store) {
  const nLayers = computed(() => store.state.value.network?.layers.length ?? 0);
  effect(() => {
    const n = nLayers.value;
    open.value = open.peek().filter((layer) => layer < n);
    const buttons = Array.from({ length: n }, (_, layer) =>
      make("button", {
        class: "tiny-text",
        text: n > 5 && layer < n - 1 ? String(layer + 1) : layerName(layer, n),
        attributes: { type: "button", value: String(layer), "aria-label": t("graph.open", { layer: layerName(layer, n) }) },
      }),
    );
    folds.replaceChildren(make("span", { text: t("graph.folds"), attributes: { "aria-hidden": "true" } }), ...buttons);
  });
  effect(() => {
    void nLayers.value;
    const shown = graph.value?.open ?? open.value;
    for (const button of folds.querySelectorAll("button")) button.setAttribute("aria-pressed", String(shown.includes(Number(button.value))));
  });
  folds.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button) return;
    const layer = Number(button.value);
    const others = open.peek().filter((each) => each !== layer);
    open.value = button.getAttribute("aria-pressed") === "true" ? others : [...others, layer];
  });
}

/** Puts the graph into the middle, in front of the network, and back. @param {Parts} parts @param {Signal<boolean>} isLarge @param {PanelContext["store"]} store */
function bindSize({ root, size }, isLarge, store) {
  const home = byId("inspector-graph");
  const middle = byId("network-box");
  setText(size, t("graph.large"));
  /** @param {boolean} isIt */
  const enlarge = (isIt) => {
    if (isIt === isLarge.peek()) return;
    const hadFocus = root.contains(document.activeElement);
    if (isIt) middle.append(root);
    else home.prepend(root);
    root.classList.toggle("large", isIt);
    setText(size, t(isIt ? "graph.small" : "graph.large"));
    isLarge.value = isIt;
    if (hadFocus) size.focus();
    store.dispatch({ type: "view", patch: { sheet: isIt ? "network" : "inspector" } });
  };
  size.addEventListener("click", () => enlarge(!isLarge.peek()));
  const closeByKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !isLarge.peek()) return;
    event.stopPropagation();
    enlarge(false);
  };
  document.addEventListener("keydown", closeByKey, { capture: true });
  const isInside = computed(() => store.view.value.tab === "inside");
  effect(() => {
    if (!isInside.value) untracked(() => enlarge(false));
  });
}

/** @param {Parts} parts @param {ReadonlySignal<OpGraph | null>} graph @param {ReadonlySignal<boolean>} isLarge @param {PanelContext} context */
function bindPicture({ about, picture, scroller }, graph, isLarge, { store, page }) {
  /** @type {Map<string, HTMLButtonElement>} */
  let buttons = new Map();
  const digits = computed(() => store.view.value.digits);
  effect(() => {
    const found = graph.value;
    setText(about, found ? aboutText(found) : t("graph.loading"));
    if (!found) return;
    const focused = keyOf(document.activeElement);
    const nLayers = store.state.peek().network?.layers.length ?? 0;
    buttons = drawGraph(picture, found, { nLayers, digits: digits.value, isAcross: isLarge.value, page });
    const first = buttons.get(focused ?? "") ?? [...buttons.values()][0];
    if (first) first.tabIndex = 0;
    if (focused) buttons.get(focused)?.focus();
    const now = [...buttons.values()].filter((button) => button.dataset["wrote"]);
    now[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  effect(() => {
    void [graph.value, isLarge.value];
    const { pinned, hover } = store.view.value;
    for (const node of graph.value?.nodes ?? []) {
      const target = targetOf(node);
      buttons.get(node.key)?.classList.toggle("chosen", target !== null && sameTarget(target, pinned));
      buttons.get(node.key)?.classList.toggle("lit", target !== null && sameTarget(target, hover));
    }
  });
  bindNodes(scroller, () => graph.peek()?.nodes ?? [], store);
}

/** @param {OpGraph} graph */
function aboutText({ step, sample, in_batch }) {
  if (sample === null) return t("graph.about.batch", { step });
  return t(in_batch ? "graph.about.sample" : "graph.about.outside", { step, sample: String(sample + 1) });
}

/** @param {EventTarget | null} target @returns {string | null} the key of the node that it is in */
const keyOf = (target) => (target instanceof HTMLElement ? (target.closest("[data-key]")?.getAttribute("data-key") ?? null) : null);

/** A click chooses a node in the network, pointing lights it up, arrow keys move along the computation. @param {HTMLElement} root @param {() => OpNodeFields[]} nodes @param {PanelContext["store"]} store */
function bindNodes(root, nodes, store) {
  /** @param {Event} event */
  const targetAt = ({ target }) => {
    const node = nodes().find(({ key }) => key === keyOf(target));
    return node ? targetOf(node) : null;
  };
  /** @param {Target | null} hover */
  const point = (hover) => {
    if (!sameTarget(hover, store.view.peek().hover)) store.dispatch({ type: "view", patch: { hover } });
  };
  root.addEventListener("click", (event) => {
    const pinned = targetAt(event);
    if (pinned) store.dispatch({ type: "view", patch: { pinned } });
  });
  root.addEventListener("pointerover", (event) => point(targetAt(event)));
  root.addEventListener("pointerleave", () => point(null));
  root.addEventListener("focusin", (event) => point(targetAt(event)));
  root.addEventListener("focusout", () => point(null));
  root.addEventListener("keydown", (event) => {
    const buttons = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll(".graph-node")]);
    const at = buttons.findIndex((button) => button.dataset["key"] === keyOf(event.target));
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const goal = buttons[Math.min(buttons.length - 1, Math.max(0, next))];
    for (const button of buttons) button.tabIndex = button === goal ? 0 : -1;
    goal?.focus();
  });
}
