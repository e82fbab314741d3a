/** The graph of the operations of a step: values above, gradients below, local derivatives on the edges. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { sameTarget } from "../../../scene/network/targets.js";
import { askAgain } from "../base/program-feed.js";
import { bindFolds } from "./folds.js";
import { drawGraph, targetOf } from "./nodes.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { Graph, OpGraph, OpNodeFields } from "../../../protocol.js" */
/** @import { Target } from "../../../types.js" */
/** @import { PanelContext } from "../../context.js" */

/** @param {PanelContext} context */
export function bindGraph(context) {
  void applyStyles("inside-graph");
  const { store } = context;
  /** @type {Signal<number[]>} */
  const open = signal([]);
  const isLarge = signal(false);
  const graph = followGraph(context, open, isLarge);
  const parts = makeParts();
  byId("inspector-graph").append(parts.root);
  bindFolds(parts.folds, graph, open);
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

/** Returns where the numbers of a target are; nothing for all of each part. @param {Target | null} target @returns {Pick<Graph, "place" | "cell">} */
export function placeOf(target) {
  if (target?.kind === "neuron") return { place: { layer: target.layer, row: target.index, column: null } };
  if (target?.kind === "edge") return { place: { layer: target.layer, row: target.row, column: target.column } };
  if (target?.kind !== "cell") return {};
  const { node, site, row, column } = target;
  return { cell: { node, site, row, column } };
}

/** Asks for the graph again whenever it has changed, as long as it is shown. @param {PanelContext} context @param {ReadonlySignal<number[]>} open @param {ReadonlySignal<boolean>} isLarge @returns {ReadonlySignal<OpGraph | null>} */
function followGraph({ store, ask }, open, isLarge) {
  /** @type {Signal<OpGraph | null>} */
  const graph = signal(null);
  const view = store.view;
  const question = () => [open.value, placeOf(view.value.pinned), view.value.probe];
  const request = async () => {
    const { pinned, probe } = view.peek();
    graph.value = await ask({ type: "graph", run: 0, open: open.peek(), ...placeOf(pinned), sample: probe });
  };
  askAgain(store, "graph", question, request, isLarge);
  return graph;
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
    store.dispatch({ type: "view", patch: isIt ? { sheet: "network" } : { sheet: "inspector", part: "graph" } });
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
    buttons = drawGraph(picture, found, { digits: digits.value, isAcross: isLarge.value, page });
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
      const target = targetOf(node, store.state.peek().network, pinned);
      buttons.get(node.key)?.classList.toggle("chosen", target !== null && sameTarget(target, pinned));
      buttons.get(node.key)?.classList.toggle("lit", target !== null && sameTarget(target, hover));
    }
  });
  bindNodes(scroller, () => graph.peek()?.nodes ?? [], isLarge, store);
}

/** @param {OpGraph} graph */
function aboutText({ step, sample, in_batch }) {
  if (sample === null) return t("graph.about.batch", { step });
  return t(in_batch ? "graph.about.sample" : "graph.about.outside", { step, sample: String(sample + 1) });
}

/** @param {EventTarget | null} target @returns {string | null} the key of the node that it is in */
const keyOf = (target) => (target instanceof HTMLElement ? (target.closest("[data-key]")?.getAttribute("data-key") ?? null) : null);

/** A click chooses a node in the network, pointing lights it up, arrow keys move along the computation. In the middle, it is opened in the inspector beside it. @param {HTMLElement} root @param {() => OpNodeFields[]} nodes @param {ReadonlySignal<boolean>} isLarge @param {PanelContext["store"]} store */
function bindNodes(root, nodes, isLarge, store) {
  /** @param {Event} event */
  const targetAt = ({ target }) => {
    const node = nodes().find(({ key }) => key === keyOf(target));
    return node ? targetOf(node, store.state.peek().network, store.view.peek().pinned) : null;
  };
  /** @param {Target | null} hover */
  const point = (hover) => {
    if (!sameTarget(hover, store.view.peek().hover)) store.dispatch({ type: "view", patch: { hover } });
  };
  root.addEventListener("click", (event) => {
    const pinned = targetAt(event);
    if (pinned) store.dispatch({ type: "view", patch: { pinned, ...(isLarge.peek() && { part: "numbers" }) } });
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
