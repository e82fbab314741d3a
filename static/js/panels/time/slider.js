/** The line of time as a slider, by pointer and by keys. */

import { effect } from "@preact/signals-core";
import { t } from "../../base/words/i18n.js";
import { eventText } from "../../scene/time/event-texts.js";
import { markAt, stepAt, stepByKey } from "../../scene/time/strip.js";
import { makeTooltip } from "./tooltip.js";

/** @import { Past } from "./base/past.js" */
/** @import { TrackContext } from "./tooltip.js" */

/** @param {HTMLElement} track @param {TrackContext} context */
export function bindSlider(track, context) {
  const { store, seeks, past, picture } = context;
  track.append(makeTooltip(track, context));
  bindKeys(track, context);
  bindPointer(track, context);
  effect(() => describe(track, context));
  effect(() => {
    const { isObserver } = store.state.value;
    track.setAttribute("aria-disabled", String(isObserver));
  });
  effect(() => {
    picture.held.value = seeks.isUnderWay.value && past.isPast.value;
  });
}

/** @param {HTMLElement} track @param {TrackContext} context */
function bindKeys(track, { store, past, seeks, picture }) {
  track.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || store.state.value.isObserver) return;
    if (event.key === "Escape") picture.pointed.value = null;
    const marks = past.events.value;
    const step = stepByKey(event, { position: past.position.value, end: past.end.value, marks });
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    seeks.seek(event.ctrlKey ? beforeEvent(past, step) : { step });
  });
}

/** Returns the goal at a step, before its changes. @param {Past} past @param {number} step */
export function beforeEvent(past, step) {
  const event = past.events.value.find((each) => each.step === step);
  return event ? { step, events: event.index } : { step };
}

/** How much farther from a mark a touch may be than a pointer, as a factor. */
const FINGER = 2;

/** @param {HTMLElement} track @param {TrackContext} context */
function bindPointer(track, { store, past, seeks, picture }) {
  /** The pointer that holds the handle. */
  let held = -1;
  let last = -1;

  /** @param {PointerEvent} event */
  const placeOf = ({ clientX, clientY }) => {
    const { left, top } = track.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  /** @param {PointerEvent} event @param {boolean} isPress a press on a mark goes to the step before the change */
  function drag(event, isPress) {
    const shape = picture.shape.value;
    if (!shape) return;
    const { x } = placeOf(event);
    const rem = (store.theme.peek()?.rem ?? 0) * (event.pointerType === "touch" ? FINGER : 1);
    const mark = isPress ? markAt(shape, x, rem) : null;
    const step = mark ? mark.step : stepAt(shape, x, past.end.value);
    if (step === last && !isPress) return;
    last = step;
    seeks.seek(mark ? beforeEvent(past, step) : { step });
  }

  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || store.state.value.isObserver || past.end.value === 0) return;
    event.preventDefault();
    track.focus({ preventScroll: true });
    track.setPointerCapture?.(event.pointerId);
    held = event.pointerId;
    drag(event, true);
  });
  track.addEventListener("pointermove", (event) => {
    if (event.pointerId === held) drag(event, false);
    picture.pointed.value = placeOf(event);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    track.addEventListener(end, () => {
      held = -1;
    });
  }
  track.addEventListener("pointerleave", () => {
    picture.pointed.value = null;
  });
}

/** Writes where the slider is; while it trains only for a screen reader, because it changes all the time. @param {HTMLElement} track @param {TrackContext} context */
function describe(track, { store, past, label }) {
  const [step, end, isPast] = [past.position.value, past.end.value, past.isPast.value];
  if (store.state.value.running && document.activeElement !== track) return;
  const value = t(isPast ? "time.value.past" : "time.value", { step, end });
  const next = past.nextEvent.value;
  const before = next ? [t("time.note.before", { text: eventText(next, label) })] : [];
  const here = next ? before : past.events.value.filter((event) => event.step === step).map((event) => eventText(event, label));
  if (past.divergedAt.value === step) here.push(t("time.diverged"));
  const text = here.length ? t("time.value.mark", { value, text: here.join(", ") }) : value;
  const texts = { valuemin: 0, valuemax: end, valuenow: step, valuetext: text };
  for (const [name, each] of Object.entries(texts)) track.setAttribute(`aria-${name}`, String(each));
}
