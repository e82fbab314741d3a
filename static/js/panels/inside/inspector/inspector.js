/** The inspector: how the numbers of the selected target were computed, each a chip that can be gone to. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { count } from "../../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { sameTarget } from "../../../scene/network/targets.js";
import { nameOf } from "../../network/description.js";
import { createChips } from "../base/chips.js";
import { fillChoice } from "../base/choice.js";
import { copyText } from "../base/copied.js";
import { isFast } from "../base/program-feed.js";
import { makeCellSections } from "./cell-sections.js";
import { createInspection } from "./inspection.js";
import { makeSections } from "./sections.js";

/** @import { Target, View } from "../../../types.js" */
/** @import { PanelContext } from "../../context.js" */
/** @import { NetworkFields } from "../../../protocol.js" */
/** @import { CellInspection } from "./cells.js" */
/** @import { Inspection } from "./inspection.js" */

/** @typedef {Inspection | CellInspection | null} Found */

/** @param {PanelContext} context */
export function bindInspector(context) {
  const { store } = context;
  for (const name of ["inside-inspector", "inside-figures"]) void applyStyles(name);
  const inspection = createInspection(context);
  const pinned = computed(() => store.view.value.pinned);
  /** What is shown is of this target, unless the answer about it is still to come. */
  const isBusy = computed(() => !sameTarget(pinned.value, (pinned.value && inspection.value?.target) ?? null));
  const chips = createChips(store, (text) => void copyText(text, store));
  const head = bindHead(context);
  const body = byId("inspector-body");

  // Alone, because what is shown may get the focus, which changes the rest of the view.
  const nDigits = computed(() => store.view.value.digits);
  const kind = computed(() => store.state.value.network?.kind);
  effect(() => {
    const [found, digits] = [pinned.value && inspection.value, nDigits.value];
    void kind.value; // What there is to begin with depends on it.
    untracked(() => show(found, digits));
  });
  effect(() => body.setAttribute("aria-busy", String(isBusy.value)));
  bindBadge(
    context,
    head.badge,
    computed(() => (isBusy.value ? null : inspection.value)),
  );
  bindLit(context, body);

  /** @param {Found} found @param {number} digits */
  function show(found, digits) {
    if (!found) {
      body.replaceChildren(makeInvitation(context));
      return;
    }
    const focused = keyOf(document.activeElement, body);
    const place = body.parentElement?.scrollTop ?? 0;
    const options = { context, chips, digits };
    body.replaceChildren(...("derivation" in found ? makeSections(found, options) : makeCellSections(found, options)));
    if (body.parentElement) body.parentElement.scrollTop = place;
    if (focused) /** @type {HTMLElement | undefined} */ (body.querySelectorAll("button, summary")[focused])?.focus();
  }
}

/** Returns the place of the focused button among the others, so that it keeps the focus. @param {Element | null} element @param {HTMLElement} body */
const keyOf = (element, body) => (element && body.contains(element) ? [...body.querySelectorAll("button, summary")].indexOf(element) : 0);

/** The name of the target, the way back, the digits, and which step the numbers are of. @param {PanelContext} context */
function bindHead(context) {
  const { store } = context;
  const title = make("h3", { attributes: { id: "inspected" } });
  const badge = make("p", { class: "soft inspected-step", attributes: { role: "status" } });
  const back = make("button", { class: "tiny", text: "‹", attributes: { type: "button", "aria-label": t("inspect.back"), title: t("inspect.back") } });
  const on = make("button", { class: "tiny", text: "›", attributes: { type: "button", "aria-label": t("inspect.on"), title: t("inspect.on") } });
  const close = make("button", { class: "tiny", text: "×", attributes: { type: "button", "aria-label": t("inspect.close"), title: t("inspect.close") } });
  const digits = make("fieldset", { class: "segments", attributes: { id: "inspector-digits" } });
  byId("inspector-head").replaceChildren(
    make("div", { class: "inspected" }, title, make("span", { class: "grow" }), back, on, close),
    make("div", { class: "inspected" }, badge, make("span", { class: "grow" }), digits),
  );
  fillChoice("inspector-digits", t("inspect.digits"), "inspector-digit", [
    ["4", t("inspect.digits.four")],
    ["17", t("inspect.digits.all")],
  ]);
  bindRadios("inspector-digits", (chosen) => store.dispatch({ type: "view", patch: { digits: /** @type {View["digits"]} */ (Number(chosen)) } }));
  effect(() => checkRadio("inspector-digits", String(store.view.value.digits)));
  close.addEventListener("click", () => store.dispatch({ type: "view", patch: { pinned: null } }));
  bindWay(context, back, on);
  const pinned = computed(() => JSON.stringify([store.view.value.pinned, store.state.value.network !== null]));
  effect(() => {
    void pinned.value;
    const target = store.view.peek().pinned;
    close.hidden = target === null;
    setText(
      title,
      untracked(() => (target ? nameOf(target, context) : t("inspect.title"))),
    );
  });
  return { badge };
}

/** Keeps the targets that were selected, to go back and on. @param {PanelContext} context @param {HTMLButtonElement} back @param {HTMLButtonElement} on */
function bindWay({ store }, back, on) {
  const way = signal(/** @type {Target[]} */ ([]));
  const at = signal(-1);
  const pinned = computed(() => store.view.value.pinned);
  effect(() => {
    const target = pinned.value;
    untracked(() => {
      if (!target || sameTarget(target, way.value[at.value] ?? null)) return;
      way.value = [...way.value.slice(0, at.value + 1), target];
      at.value = way.value.length - 1;
    });
  });
  /** @param {number} by */
  const go = (by) => () => {
    const target = way.value[at.value + by];
    if (!target) return;
    at.value += by;
    store.dispatch({ type: "view", patch: { pinned: target } });
  };
  back.addEventListener("click", go(-1));
  on.addEventListener("click", go(1));
  effect(() => {
    back.disabled = at.value <= 0;
    on.disabled = at.value >= way.value.length - 1;
  });
}

/** @param {PanelContext} context @param {HTMLElement} badge @param {{ readonly value: Found }} inspection */
function bindBadge({ store }, badge, inspection) {
  const status = computed(() => store.state.value.status);
  effect(() => {
    const found = momentOf(inspection.value);
    if (!found) {
      setText(badge, "");
      return;
    }
    const { step, done, n_ops: all } = found;
    const now = status.value?.step ?? 0;
    const place = done === all ? t("inspect.step", { step: count(step) }) : t("inspect.within", { step: count(step), done, all });
    const hasMoved = isFast(store.state.value) || now > step;
    badge.classList.toggle("old", hasMoved);
    setText(badge, hasMoved ? t("inspect.moved", { place, now: count(now) }) : place);
  });
}

/** Returns the moment of a step that an answer is of. @param {Found} found */
const momentOf = (found) => found && ("derivation" in found ? found.derivation : (found.terms ?? found.explained[0]));

/** Lights up the chips of what the pointer is on in the network. @param {PanelContext} context @param {HTMLElement} body */
function bindLit({ store }, body) {
  const hover = computed(() => store.view.value.hover);
  effect(() => {
    const key = hover.value && JSON.stringify(hover.value);
    for (const chip of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-target]")))
      chip.classList.toggle("lit", chip.dataset["target"] === key);
  });
}

/** Lists what can be selected, with a few targets to begin with. @param {PanelContext} context */
function makeInvitation({ store }) {
  const { network } = store.state.peek();
  const isOther = network !== null && network.kind !== "dense";
  const buttons = (isOther ? firstCells(network) : firstUnits(network)).map(([text, target]) => {
    const button = make("button", { class: "quiet", text, attributes: { type: "button" } });
    button.addEventListener("click", () => store.dispatch({ type: "view", patch: { pinned: target } }));
    return button;
  });
  const words = make("p", { text: t(isOther ? "inspect.invitation.cells" : "inspect.invitation") });
  return make("div", { class: "invitation-inside" }, words, make("div", { class: "begin" }, ...buttons));
}

/** @param {NetworkFields | null} network @returns {[string, Target][]} */
const firstUnits = (network) => [
  [t("inspect.begin.weight"), { kind: "edge", layer: 0, row: 0, column: 0 }],
  [t("inspect.begin.neuron"), { kind: "neuron", layer: 0, index: 0 }],
  [t("inspect.begin.output"), { kind: "neuron", layer: (network?.layers.length ?? 1) - 1, index: 0 }],
  [t("inspect.begin.loss"), { kind: "loss" }],
];

/** Of a network that is not dense: a weight, a number on the way, an output, the loss. @param {NetworkFields} network @returns {[string, Target][]} */
function firstCells({ nodes }) {
  const known = nodes.filter(({ has_gradient: hasGradient }) => hasGradient);
  /** @param {string} text @param {NetworkFields["nodes"][number] | undefined} group @returns {[string, Target][]} */
  const cell = (text, group) => (group ? [[text, { kind: "cell", node: group.name, site: group.sites.at(-1) ?? null, row: 0, column: 0 }]] : []);
  return [
    [t("inspect.begin.weight"), { kind: "edge", layer: 0, row: 0, column: 0 }],
    ...cell(t("inspect.begin.cell"), known[1]),
    ...cell(t("inspect.begin.output"), known.at(-1)),
    [t("inspect.begin.loss"), { kind: "loss" }],
  ];
}
