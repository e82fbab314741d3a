/** The texts about the page's place in the past, the way to the end, and how far a long way has come. */

import { computed, effect } from "@preact/signals-core";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { eventText } from "../../scene/time/event-texts.js";
import { icon } from "./base/icon.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Seeks } from "../../state/time/seeks.js" */
/** @import { Past } from "./base/past.js" */
/** @import { TimePicture } from "./picture.js" */

/** @typedef {{ store: Store, seeks: Seeks, past: Past, label: Label }} PlaceContext */

/** So long the session rests before the status line names its place. */
const ANNOUNCE_AFTER_MS = 400;

/** Makes the few words over the line of time, on the side where there is more room. @param {PlaceContext & { picture: TimePicture }} context */
export function makeNote({ store, past, picture, label }) {
  const note = make("p", { class: "time-note", attributes: { hidden: "", "aria-hidden": "true" } });
  effect(() => {
    const { running, isObserver } = store.state.value;
    const next = past.nextEvent.value;
    note.hidden = running || isObserver || !past.isPast.value;
    setText(note, next ? t("time.note.before", { text: eventText(next, label) }) : t("time.note"));
  });
  effect(() => {
    const shape = picture.shape.value;
    if (shape) note.dataset["side"] = shape.position > (shape.left + shape.right) / 2 ? "left" : "right";
  });
  return note;
}

/** Writes to the status line where the session is after a way into the past, or back to its end. @param {PlaceContext} context */
export function announcePosition({ store, past, seeks, label }) {
  let timer = 0;
  let wasUnderWay = false;
  effect(() => {
    const isUnderWay = seeks.isUnderWay.value;
    const hasArrived = wasUnderWay && !isUnderWay;
    wasUnderWay = isUnderWay;
    window.clearTimeout(timer);
    if (hasArrived) timer = window.setTimeout(announce, ANNOUNCE_AFTER_MS);
  });

  function announce() {
    const { running, tone } = store.state.peek();
    if (running || tone === "error") return;
    const [step, end, next] = [past.position.peek(), past.end.peek(), past.nextEvent.peek()];
    const before = next && t("time.at.before", { step, text: eventText(next, label) });
    const message = before ?? (past.isPast.peek() ? t("time.at", { step, end }) : t("time.at_end", { step }));
    store.dispatch({ type: "notice", message, tone: "plain" });
  }
}

/** Makes the button that leads to the end of the run. @param {PlaceContext} context */
export function makeToEnd({ store, past, seeks }) {
  const words = make("span", { text: t("time.to_end") });
  const button = make("button", { class: "link", attributes: { id: "time-to-end", type: "button" } }, icon("step"), words);
  button.addEventListener("click", () => seeks.seek({ step: past.end.value }));
  effect(() => {
    const { running, isObserver } = store.state.value;
    button.disabled = running || isObserver || !past.isPast.value;
    button.title = t("time.to_end.title", { end: past.end.value });
  });
  return button;
}

/** Makes what is shown of a way that takes long. @param {PlaceContext} context @param {HTMLElement} track in which Escape breaks it off, too */
export function makeProgress({ store, seeks }, track) {
  const bar = make("progress", { attributes: { "aria-label": t("time.seeking.label") } });
  const text = make("span", { class: "time-way" });
  const stop = make("button", { class: "quiet tiny", text: t("time.break_off"), attributes: { type: "button", "aria-keyshortcuts": "Escape" } });
  const box = make("div", { class: "time-progress", attributes: { hidden: "" } }, bar, text, stop);
  const way = computed(() => (seeks.isUnderWay.value ? store.timeline.seeking.value : null));
  stop.addEventListener("click", seeks.breakOff);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || way.value === null) return;
    event.preventDefault();
    seeks.breakOff();
    track.focus({ preventScroll: true });
  });
  effect(() => {
    box.hidden = way.value === null;
    if (!way.value) return;
    const { step, goal } = way.value;
    bar.max = Math.max(1, goal);
    bar.value = step;
    setText(text, t("time.seeking", { step, goal }));
  });
  return box;
}
