/** What can be opened of the graph of operations: a button for each part, a slider for the time steps that all do the same. */

import { effect, untracked } from "@preact/signals-core";
import { make, setText } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { groupName } from "./nodes.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { GroupFields, OpGraph } from "../../../protocol.js" */

/** With more layers than these, a button shows only the number. */
const FEW = 5;

/**
 * @param {HTMLElement} root
 * @param {ReadonlySignal<OpGraph | null>} graph
 * @param {Signal<number[]>} open the numbers of what is open
 */
export function bindFolds(root, graph, open) {
  let shown = "";
  effect(() => {
    const groups = graph.value?.groups ?? [];
    const key = JSON.stringify(groups);
    if (key !== shown) {
      const title = make("span", { text: t("graph.folds"), attributes: { "aria-hidden": "true" } });
      root.replaceChildren(title, ...groups.map((group) => (group.last > group.first ? slider(group) : button(group, groups.length))));
      untracked(() => keepThoseThatAre(groups, open));
    }
    shown = key;
  });
  effect(() => {
    const numbers = graph.value?.open ?? open.value;
    for (const each of root.querySelectorAll("button")) each.setAttribute("aria-pressed", String(numbers.includes(Number(each.value))));
    for (const each of root.querySelectorAll("input")) showStep(each, open.value);
  });
  root.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("button") : null;
    if (!pressed) return;
    const number = Number(pressed.value);
    const others = open.peek().filter((each) => each !== number);
    open.value = pressed.getAttribute("aria-pressed") === "true" ? others : [...others, number];
  });
  root.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const [first, last, step] = [Number(target.dataset["first"]), Number(target.dataset["last"]), Number(target.value)];
    const others = open.peek().filter((each) => each < first || each > last);
    open.value = step === 0 ? others : [...others, first + step - 1];
  });
}

/** Drops the open groups that a new network does not have. @param {readonly GroupFields[]} groups @param {Signal<number[]>} open */
function keepThoseThatAre(groups, open) {
  const kept = open.peek().filter((number) => groups.some(({ first, last }) => first <= number && number <= last));
  if (kept.length < open.peek().length) open.value = kept;
}

/** @param {GroupFields} group @param {number} nGroups */
function button(group, nGroups) {
  const name = groupName(group);
  return make("button", {
    class: "tiny-text",
    text: nGroups > FEW && group.name === "layer" ? String(group.first + 1) : name,
    attributes: { type: "button", value: String(group.first), "aria-label": t("graph.open", { layer: name }) },
  });
}

/** One of the time steps that all do the same is open at a time. @param {GroupFields} group */
function slider({ first, last }) {
  const [most, n] = [String(last - first + 1), last - first + 1];
  const input = make("input", {
    attributes: {
      type: "range",
      min: "0",
      max: most,
      step: "1",
      value: "0",
      "aria-label": t("graph.open.step", { n }),
      "data-first": String(first),
      "data-last": String(last),
    },
  });
  return make("span", { class: "graph-step" }, input, make("output", {}));
}

/** @param {HTMLInputElement} input @param {readonly number[]} open */
function showStep(input, open) {
  const [first, last] = [Number(input.dataset["first"]), Number(input.dataset["last"])];
  const number = open.find((each) => first <= each && each <= last);
  const value = String(number === undefined ? 0 : number - first + 1);
  const text = number === undefined ? t("graph.open.no_step", { n: last - first + 1 }) : t("graph.group.step", { n: number + 1 });
  if (input.value !== value) input.value = value;
  input.setAttribute("aria-valuetext", text);
  setText(/** @type {HTMLElement} */ (input.nextElementSibling), text);
}
