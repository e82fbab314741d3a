/** The wall of truncation: dragged with the pointer, moved with the arrow keys, it sets through how many time steps a gradient goes. */

import { computed, effect, signal } from "@preact/signals-core";
import { t } from "../../base/words/i18n.js";
import { wallX } from "../../scene/recurrent/unrolled.js";
import { truncationAt, wallOf } from "../../scene/recurrent/walls.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { UnrolledShape } from "../../scene/recurrent/unrolled.js" */
/** @import { Model } from "./model.js" */
/** @import { PanelContext } from "../context.js" */

/** By how many time steps each key moves the wall. @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -Infinity, End: Infinity };

/** @param {HTMLElement} handle @param {Model} model @param {Pick<PanelContext, "actions">} context @param {number} run */
export function bindWall(handle, { store, shape, recurrence }, { actions }, run) {
  handle.title = t("recurrent.wall.help");
  /** Where the pointer holds the wall, as a time step; null while it does not. */
  const held = signal(/** @type {number | null} */ (null));
  const truncation = computed(() => /** @type {number | null} */ (store.requested.value?.["truncation"] ?? null));
  const place = computed(() => held.value ?? (recurrence.value ? wallOf(recurrence.value, truncation.value) : 0));
  const isObserver = computed(() => store.state.value.isObserver);

  /** @param {number} at a time step */
  function move(at) {
    const of = recurrence.peek();
    if (!of) return;
    const next = truncationAt(of, at);
    if (next === truncation.peek()) return;
    if (run === 0) void actions.set({ truncation: next });
    else void actions.setTwin({ truncation: next });
  }

  const wall = { held, place, shape, isObserver, move };
  bindDragging(handle, wall);
  bindKeys(handle, wall);
  effect(() => {
    handle.inert = isObserver.value;
    handle.hidden = !shape.value;
    if (shape.value) show(handle, shape.value, { at: place.value, isHeld: held.value !== null, isObserver: isObserver.value });
  });
}

/**
 * @typedef {object} Wall
 * @property {Signal<number | null>} held
 * @property {ReadonlySignal<number>} place
 * @property {ReadonlySignal<UnrolledShape | null>} shape
 * @property {ReadonlySignal<boolean>} isObserver
 * @property {(at: number) => void} move
 */

/** @param {UnrolledShape} shape @param {number} at */
const within = ({ of }, at) => Math.max(0, Math.min(of.nSteps - 1, at));

/** The pointer *holds* the wall from a press to its end; only then the wall is moved. @param {HTMLElement} handle @param {Wall} wall */
function bindDragging(handle, { held, place, shape, isObserver, move }) {
  handle.addEventListener("pointerdown", (event) => {
    if (isObserver.value) return;
    handle.setPointerCapture(event.pointerId);
    held.value = place.value;
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener("pointermove", (event) => {
    const found = shape.value;
    if (held.value === null || !found) return;
    const { left } = /** @type {HTMLElement} */ (handle.parentElement).getBoundingClientRect();
    held.value = within(found, Math.round((event.clientX - left - found.left) / found.stepWidth));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    handle.addEventListener(end, () => {
      const at = held.value;
      held.value = null;
      if (at !== null && end === "pointerup") move(at);
    });
  }
}

/** @param {HTMLElement} handle @param {Wall} wall */
function bindKeys(handle, { place, shape, isObserver, move }) {
  handle.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (by === undefined || !shape.value || isObserver.value || event.ctrlKey || event.metaKey || event.altKey) return;
    move(within(shape.value, place.value + by));
    event.preventDefault();
    event.stopPropagation();
  });
}

/** @param {HTMLElement} handle @param {UnrolledShape} shape @param {{ at: number, isHeld: boolean, isObserver: boolean }} wall */
function show(handle, shape, { at, isHeld, isObserver }) {
  const top = shape.bands[0]?.box.y ?? 0;
  const n = truncationAt(shape.of, at);
  const lengths = { left: wallX(shape, at), top: shape.handleY, "--up": top - shape.handleY, "--down": shape.handleY - shape.bottom };
  for (const [name, px] of Object.entries(lengths)) handle.style.setProperty(name, `${px}px`);
  handle.classList.toggle("is-held", isHeld);
  handle.classList.toggle("is-open", at === 0);
  const texts = {
    valuemin: "0",
    valuemax: String(shape.of.nSteps - 1),
    valuenow: String(at),
    valuetext: n === null ? t("recurrent.wall.none") : t("recurrent.wall.at", { n, t: at + 1 }),
    disabled: String(isObserver),
  };
  for (const [name, text] of Object.entries(texts)) handle.setAttribute(`aria-${name}`, text);
}
