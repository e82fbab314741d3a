/** The card with the live numbers of the selected target, and the way to their computation. */

import { computed, effect, untracked } from "@preact/signals-core";
import { short } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { typedNumber } from "../../base/words/typed-number.js";
import { parameterAt } from "../../net/frame.js";
import { cardPlace } from "../../scene/network/card-place.js";
import { sameTarget } from "../../scene/network/targets.js";
import { bindCorrection } from "../page/correction.js";
import { nameOf, numbersOf } from "./description.js";
import { needsDoubles } from "./exact-numbers.js";

/** @import { NetworkShape, Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** Shows the hovered target, or else the pinned one; inside a step the inspector has its place. @param {PanelContext} context @param {HTMLElement} card @param {{ isEditable: boolean }} options */
export function bindCard(context, card, { isEditable }) {
  const { store, shape } = context;
  const frame = throttled(store.frame);
  const target = computed(() => {
    const { tab, hover, pinned } = store.view.value;
    const found = hover ?? pinned;
    return tab === "inside" || found?.kind === "loss" ? null : found;
  });
  const key = computed(() =>
    JSON.stringify([target.value, store.view.value.pinned, store.view.value.lens, store.view.value.nodeLens, store.view.value.probe, shape.value !== null]),
  );

  effect(() => {
    void key.value;
    const found = target.peek();
    card.hidden = found === null;
    if (!found) return;
    fill(card, found, { isPinned: sameTarget(found, store.view.peek().pinned), isEditable }, context);
    place(card, found, shape.peek());
  });
  effect(() => {
    void [key.value, frame.value];
    const found = target.peek();
    if (!found) return;
    if (needsDoubles(frame.value, found) && !sameTarget(found, store.view.peek().exact)) store.dispatch({ type: "view", patch: { exact: found } });
    const list = card.querySelector("dl");
    if (list && writeNumbers(list, numbersOf(found, context))) place(card, found, shape.peek());
  });
  effect(() => {
    const newest = shape.value;
    const found = target.peek();
    if (found) place(card, found, newest);
  });
}

/** @param {HTMLElement} card @param {Target} target @param {{ isPinned: boolean, isEditable: boolean }} options @param {PanelContext} context */
function fill(card, target, { isPinned, isEditable }, context) {
  card.classList.toggle("pinned", isPinned);
  const list = make("dl");
  writeNumbers(
    list,
    untracked(() => numbersOf(target, context)),
  );
  card.replaceChildren(make("h3", { text: nameOf(target, context) }), list);
  if (isPinned) card.prepend(makeClose(context));
  if (isPinned && isEditable && target.kind !== "layer") card.append(makeOpener(context));
  const isSet = target.kind === "neuron" || target.kind === "edge";
  if (isPinned && isEditable && isSet && !context.store.state.peek().isObserver) card.append(makeEditor(target, context));
  else if (!isPinned) card.append(make("p", { class: "soft", text: t("card.keep") }));
}

/** Writes the numbers with their names: another frame may have others. @param {HTMLElement} list @param {[string, string][]} numbers @returns {boolean} whether there are more or fewer than before */
function writeNumbers(list, numbers) {
  const before = list.children.length;
  while (list.children.length > numbers.length) list.lastElementChild?.remove();
  for (const [i, texts] of numbers.entries()) {
    const { children } = list.children[i] ?? list.appendChild(make("div", {}, make("dt"), make("dd")));
    for (const k of [0, 1]) setText(/** @type {HTMLElement} */ (children[k]), texts[k] ?? "");
  }
  return before !== numbers.length;
}

/** Places the card beside its target, inside the canvas. @param {HTMLElement} card @param {Target} target @param {NetworkShape | null} shape */
function place(card, target, shape) {
  if (!shape) return;
  const [left, top] = cardPlace(target, shape, { width: card.offsetWidth, height: card.offsetHeight });
  card.style.transform = `translate(${left}px, ${top}px)`;
}

/** @param {PanelContext} context */
function makeClose({ store }) {
  const button = make("button", { class: "tiny card-close", text: "×", attributes: { type: "button", "aria-label": t("card.close") } });
  button.addEventListener("click", () => store.dispatch({ type: "view", patch: { pinned: null, hover: null } }));
  return button;
}

/** Creates the way from the numbers to what each was computed from. @param {PanelContext} context */
function makeOpener({ store }) {
  const button = make("button", { class: "link", text: t("card.inside"), attributes: { type: "button" } });
  button.addEventListener("click", () => store.dispatch({ type: "view", patch: { tab: "inside", hover: null } }));
  return button;
}

/** Creates a box to edit a weight, or the bias of a neuron. @param {Extract<Target, { kind: "neuron" | "edge" }>} target @param {PanelContext} context */
function makeEditor(target, { store, actions }) {
  /** @type {Extract<Target, { kind: "edge" }>} */
  const edge = target.kind === "edge" ? target : { kind: "edge", layer: target.layer, row: target.index, column: null };
  const input = make("input", { class: "box", attributes: { type: "text", inputmode: "decimal", autocomplete: "off" } });
  const restore = () => {
    input.value = short(parameterAt(store.frame.peek(), edge)).replace("\u2212", "-");
  };
  restore();
  bindCorrection(input, store, { isRight: () => typedNumber(input.value).fault === undefined, restore });
  input.addEventListener("change", () => {
    const { value, fault } = typedNumber(input.value);
    if (fault === undefined) actions.setParameter(edge, value);
    else store.dispatch({ type: "notice", message: fault, tone: "error" });
  });
  const label = t(edge.column === null ? "card.set_bias" : "card.set_weight");
  return make("label", { class: "edit" }, make("span", { text: label }), input);
}
