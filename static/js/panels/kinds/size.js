/** The size of a network that is not dense: numbers of units, cells, filters or widths, one for each layer that it may have. */

import { computed, effect } from "@preact/signals-core";
import { byId, make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { fieldName } from "../../base/words/sentence.js";
import { sizeText } from "../../base/words/size-text.js";
import { netOf, roomOf } from "../../scene/convolution/stages.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context @param {ReadonlySignal<string>} kind */
export function bindSize({ store, actions, page }, kind) {
  const layers = byId("layer-count");
  const box = make("div", { class: "layer-count kind-size", attributes: { role: "group", "data-controller-only": "", "data-part": "layers" } });
  box.toggleAttribute("data-away", layers.hasAttribute("data-away"));
  layers.after(box);
  const limits = computed(() => page.networks[kind.value]);
  const hidden = computed(() => /** @type {number[]} */ (store.requested.value?.["hidden"] ?? []));
  const isDense = computed(() => kind.value === "dense");
  const room = computed(() => roomOf(netOf(store.state.value.network)));
  const key = computed(() => JSON.stringify([kind.value, hidden.value.length, room.value]));

  /** @param {number} layer @param {number} units */
  const resize = (layer, units) => {
    const [low, high] = limits.value?.n_units ?? [1, 1];
    actions.set({ hidden: hidden.value.map((n, i) => (i === layer ? Math.min(high, Math.max(low, units)) : n)) });
  };

  effect(() => {
    box.inert = store.state.value.isObserver;
  });
  effect(() => {
    void key.value;
    layers.hidden = !isDense.value;
    box.hidden = isDense.value;
    box.setAttribute("aria-label", t("kinds.size"));
    if (isDense.value) return;
    const parts = hidden
      .peek()
      .map((_, layer) => makeStepper(kind.value, hidden.peek().length > 1 ? layer + 1 : 0, (by) => resize(layer, (hidden.peek()[layer] ?? 0) + by)));
    const most = limits.peek()?.n_layers[1] ?? 1;
    const set = (/** @type {number[]} */ sizes) => actions.set({ hidden: sizes });
    box.replaceChildren(...parts, ...(most > 1 ? [makeStages(hidden.peek(), most, room.peek(), set)] : []));
  });
  effect(() => {
    void key.value;
    const [low, high] = limits.value?.n_units ?? [1, 1];
    hidden.value.forEach((n, layer) => {
      const part = box.querySelectorAll(".kind-units")[layer];
      if (!part) return;
      const [minus, plus] = part.querySelectorAll("button");
      setText(/** @type {Element} */ (part.querySelector("output")), sizeText(kind.value, [n]));
      if (minus) minus.disabled = n <= low;
      if (plus) plus.disabled = n >= high;
    });
  });
}

/** Buttons around the number of units of a layer. @param {string} kind @param {number} stage 0 if there is only one @param {(by: number) => void} resize */
function makeStepper(kind, stage, resize) {
  const size = fieldName("hidden", kind);
  /** @param {"fewer" | "more"} name @param {string} sign @param {number} by */
  const button = (name, sign, by) => {
    const label = stage === 0 ? t(`kinds.${name}`, { size }) : t(`kinds.${name}.stage`, { size, n: stage });
    const made = make("button", { class: "tiny", text: sign, attributes: { type: "button", "aria-label": label, title: label } });
    made.addEventListener("click", () => resize(by));
    return made;
  };
  return make("span", { class: "kind-units" }, button("fewer", "−", -1), make("output", { attributes: { "data-kind": kind } }), button("more", "+", 1));
}

/**
 * A button that adds a stage, if it has room, or removes the last one.
 *
 * @param {readonly number[]} hidden
 * @param {number} most
 * @param {ReturnType<typeof roomOf>} room
 * @param {(sizes: number[]) => void} set
 */
function makeStages(hidden, most, room, set) {
  const isFull = hidden.length >= most;
  const hasRoom = isFull || !room || room.isEnough;
  const label = hasRoom ? t(isFull ? "kinds.stage.remove" : "kinds.stage.add") : t("kinds.stage.no_room", room.maps);
  const made = make("button", {
    class: "quiet small",
    text: t(isFull ? "kinds.stage.fewer" : "kinds.stage.more"),
    attributes: { type: "button", title: label },
  });
  made.disabled = !hasRoom;
  made.addEventListener("click", () => set(isFull ? hidden.slice(0, -1) : [...hidden, hidden.at(-1) ?? 1]));
  return made;
}
