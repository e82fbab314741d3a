/** Selects numbers of a convolutional network by pointer and arrow keys, and shows a card beside them. */

import { computed, effect, untracked } from "@preact/signals-core";
import { make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { cardPlace } from "../../scene/convolution/card.js";
import { linksOf } from "../../scene/convolution/links.js";
import { isArrow, nextPlace, placeUnder, plotAt, rectOf, samePlace } from "../../scene/convolution/places.js";
import { nameOf, numbersAt, spokenOf } from "./description.js";
import { canOpen } from "./opened-number.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Place } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */

/** @param {Store} store @param {Model} model @param {{ canvas: HTMLElement, spoken: HTMLElement }} elements */
export function bindPointer(store, model, { canvas, spoken }) {
  let isByKeys = false;
  /** @param {MouseEvent} event */
  const under = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return model.shape.value && placeUnder(model.shape.value, event.clientX - left, event.clientY - top);
  };
  /** @param {Place | null} place */
  const hover = (place) => {
    if (!samePlace(place, model.hover.peek())) model.hover.value = place;
  };
  /** @param {Place | null} place */
  const toggle = (place) => {
    model.pinned.value = samePlace(place, model.pinned.peek()) ? null : place;
  };
  canvas.addEventListener("pointermove", (event) => {
    isByKeys = false;
    hover(under(event));
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("blur", () => isByKeys && hover(null));
  canvas.addEventListener("click", (event) => toggle(under(event)));
  canvas.addEventListener("keydown", (event) => {
    const shape = model.shape.value;
    if (!shape || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = model.hover.peek() ?? model.pinned.peek();
    if (isArrow(event.key)) {
      isByKeys = true;
      hover(nextPlace(shape, from, event.key));
      const shown = model.shown();
      const place = model.hover.peek();
      if (place && shown) setText(spoken, spokenOf(place, shape, shown, classesOf(store), store.view.peek().probe !== null));
    } else if (event.key === "Enter") toggle(from);
    else if (event.key === "Escape" && from) {
      model.hover.value = null;
      model.pinned.value = null;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** The names of the classes. @param {Store} store */
export const classesOf = (store) => store.state.value.data?.class_names ?? [];

/** Shows the numbers of the place under the pointer, up to ten times a second. @param {Store} store @param {Model} model @param {HTMLElement} card */
export function bindCard(store, model, card) {
  const frame = throttled(store.frame);
  const isSelected = computed(() => samePlace(model.hover.value, model.pinned.value));
  effect(() => {
    void frame.value;
    const [place, shape] = [model.hover.value, model.shape.value];
    const shown = untracked(model.shown);
    const plot = place && shape && plotAt(shape, place);
    card.hidden = !plot || (isSelected.value && canOpen(place, shape.net));
    if (card.hidden || !plot || !shown) return;
    const rows = numbersAt(place, shape, shown, store.view.value.probe !== null).map(([name, text]) =>
      make("div", {}, make("dt", { text: name }), make("dd", { text })),
    );
    const hint = isSelected.value || !canOpen(place, shape.net) ? [] : [make("p", { class: "soft", text: t("convolution.open") })];
    card.replaceChildren(make("h3", { text: nameOf(place, shape.net, classesOf(store)) }), make("dl", {}, ...rows), ...hint);
    const kept = linksOf(shape.net, place).flatMap(({ span }) => {
      const found = plotAt(shape, span);
      return found ? [rectOf(found, span)] : [];
    });
    const [left, top] = cardPlace(rectOf(plot, place), kept, { width: card.offsetWidth, height: card.offsetHeight }, shape);
    card.style.transform = `translate(${left}px, ${top}px)`;
  });
}
