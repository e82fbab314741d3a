/** Shows one card of the results in the middle of the page, for a projector, and puts it back. */

import { computed, effect, signal } from "@preact/signals-core";
import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { icon } from "../time/base/icon.js";

/** @import { Store } from "../../state/store/store.js" */

/** Where the button of each card is. */
const PLACES = /** @type {const} */ ({
  output: "#output-legend",
  loss: ".result:has(> #loss-chart) > .panel-head",
  gradient: ".result:has(> #gradient-chart) > .panel-head",
});
const OVER = "[popover]:popover-open, dialog[open]";

/** @typedef {keyof typeof PLACES} CardName */

/** Adds a button to each card; Escape puts it back, and so does another view. @param {Pick<Store, "view">} store */
export function bindEnlarge(store) {
  const room = /** @type {HTMLElement} */ (document.querySelector(".room"));
  const enlarged = signal(/** @type {CardName | null} */ (null));
  const tab = computed(() => store.view.value.tab);
  const watcher = new ResizeObserver(() => enlarged.value && measure(room));
  watcher.observe(room);
  for (const name of /** @type {CardName[]} */ (Object.keys(PLACES))) {
    const place = /** @type {HTMLElement} */ (document.querySelector(PLACES[name]));
    const card = /** @type {HTMLElement} */ (place.closest(".result"));
    const button = make("button", { class: "quiet tiny enlarge", attributes: { type: "button", "data-card": name } }, icon("enlarge"));
    place.append(button);
    button.addEventListener("click", () => {
      enlarged.value = enlarged.value === name ? null : name;
    });
    effect(() => {
      const isLarge = enlarged.value === name;
      button.setAttribute("aria-pressed", String(isLarge));
      button.title = t(isLarge ? "chart.small" : "chart.large");
      button.setAttribute("aria-label", t(`chart.large.${name}`));
      if (isLarge) measure(room);
      card.classList.toggle("large", isLarge);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(OVER)) return;
    enlarged.value = null;
  });
  effect(() => {
    void tab.value;
    enlarged.value = null;
  });
}

/** Writes where the middle is, for the styles. @param {HTMLElement} room */
function measure(room) {
  const whole = room.getBoundingClientRect();
  const middle = /** @type {HTMLElement} */ (room.querySelector(".panel.network")).getBoundingClientRect();
  const sides = { top: whole.top, left: middle.left, width: middle.width, height: whole.height };
  for (const [side, px] of Object.entries(sides)) room.style.setProperty(`--middle-${side}`, `${px}px`);
}
