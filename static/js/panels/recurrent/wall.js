/** The wall of truncation: dragged with the pointer, moved with the arrow keys, it sets through how many time steps a gradient goes. */

import { computed, effect, signal } from "@preact/signals-core";
import { t } from "../../base/words/i18n.js";
import { wallX } from "../../scene/recurrent/unrolled.js";
import { truncationAt, wallOf } from "../../scene/recurrent/walls.js";

/** @import { Model } from "./model.js" */
/** @import { PanelContext } from "../context.js" */

/** By how many time steps each key moves the wall. @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -Infinity, End: Infinity };

/** @param {HTMLElement} handle @param {Model} model @param {Pick<PanelContext, "actions">} context @param {number} run */
export function bindWall(handle, { store, shape, recurrence }, { actions }, run) {
  handle.title = t("recurrent.wall.help");
  effect(() => {
    handle.inert = store.state.value.isObserver;
  });
  /** Where the pointer holds the wall, as a time step; null while it does not. */
  const held = signal(/** @type {number | null} */ (null));
  const truncation = computed(() => /** @type {number | null} */ (store.requested.value?.["truncation"] ?? null));
  const place = computed(() => held.value ?? (recurrence.value ? wallOf(recurrence.value, truncation.value) : 0));

  /** @param {number} at a time step */
  function move(at) {
    const of = recurrence.peek();
    if (!of) return;
    const next = truncationAt(of, at);
    if (next === truncation.peek()) return;
    if (run === 0) void actions.set({ truncation: next });
    else void actions.setTwin({ truncation: next });
  }

  handle.addEventListener("pointerdown", (event) => {
    if (store.state.value.isObserver) return;
    handle.setPointerCapture(event.pointerId);
    held.value = place.value;
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener("pointermove", (event) => {
    const found = shape.value;
    if (held.value === null || !found) return;
    const { left } = /** @type {HTMLElement} */ (handle.parentElement).getBoundingClientRect();
    const at = Math.round((event.clientX - left - found.left) / found.stepWidth);
    held.value = Math.max(0, Math.min(found.of.nSteps - 1, at));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    handle.addEventListener(end, () => {
      const at = held.value;
      held.value = null;
      if (at !== null && end === "pointerup") move(at);
    });
  }
  handle.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    const of = recurrence.value;
    if (by === undefined || !of || store.state.value.isObserver || event.ctrlKey || event.metaKey || event.altKey) return;
    move(Math.max(0, Math.min(of.nSteps - 1, place.value + by)));
    event.preventDefault();
    event.stopPropagation();
  });

  effect(() => {
    const found = shape.value;
    handle.hidden = !found;
    if (!found) return;
    const top = found.bands[0]?.box.y ?? 0;
    for (const [name, px] of Object.entries({
      left: wallX(found, place.value),
      top: found.handleY,
      "--up": top - found.handleY,
      "--down": found.handleY - found.bottom,
    })) {
      handle.style.setProperty(name, `${px}px`);
    }
    handle.classList.toggle("is-held", held.value !== null);
    handle.classList.toggle("is-open", place.value === 0);
    const n = truncationAt(found.of, place.value);
    for (const [name, value] of Object.entries({
      "aria-valuemin": "0",
      "aria-valuemax": String(found.of.nSteps - 1),
      "aria-valuenow": String(place.value),
      "aria-valuetext": n === null ? t("recurrent.wall.none") : t("recurrent.wall.at", { n, t: place.value + 1 }),
      "aria-disabled": String(store.state.value.isObserver),
    })) {
      handle.setAttribute(name, value);
    }
  });
}
