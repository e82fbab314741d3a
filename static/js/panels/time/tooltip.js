/** The sentence about what is pointed at on the line of time, or about the change that the keyboard has come to. */

import { computed, effect, signal } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { eventText } from "../../scene/time/event-texts.js";
import { lineAt, markAt, stepAt } from "../../scene/time/strip.js";

/** @import { BranchLine, TimeMark } from "../../painters/strips/time-strip.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Seeks } from "../../state/time/seeks.js" */
/** @import { Past } from "./base/past.js" */
/** @import { TimePicture } from "./picture.js" */

/**
 * @typedef {object} TrackContext
 * @property {Store} store
 * @property {Past} past
 * @property {Seeks} seeks
 * @property {TimePicture} picture
 * @property {Label} label
 * @property {() => ReadonlyMap<number, string>} names of the branches
 */

/** @param {HTMLElement} track @param {TrackContext} context */
export function makeTooltip(track, context) {
  const { store, past, picture } = context;
  const tip = make("div", { class: "time-tip", attributes: { "aria-hidden": "true", hidden: "" } });
  const isFocused = signal(false);
  track.addEventListener("focus", () => {
    isFocused.value = track.matches(":focus-visible");
  });
  track.addEventListener("blur", () => {
    isFocused.value = false;
  });
  const mark = computed(() => {
    const [shape, place] = [picture.shape.value, picture.pointed.value];
    if (!shape) return null;
    if (place) return markAt(shape, place.x, store.theme.value?.rem ?? 0);
    return (isFocused.value && shape.marks.find(({ step }) => step === past.position.value)) || null;
  });
  effect(() => {
    picture.explained.value = mark.value;
  });
  const isShown = computed(() => past.end.value > 0 && (picture.pointed.value ?? mark.value) !== null);
  effect(() => {
    tip.hidden = !isShown.value;
  });
  effect(() => {
    const [shape, place] = [picture.shape.value, picture.pointed.value];
    if (!shape || !isShown.value) return;
    const x = mark.value?.x ?? place?.x ?? 0;
    setText(tip, tipText(mark.value, context));
    tip.style.setProperty("--at", `${Math.round(x)}px`);
    tip.dataset["side"] = x > (shape.left + shape.right) / 2 ? "left" : "right";
  });
  return tip;
}

/** @param {TimeMark | null} mark @param {TrackContext} context */
function tipText(mark, context) {
  if (mark) return markTip(mark, context);
  const { store, past, picture } = context;
  const [shape, place] = [picture.shape.value, picture.pointed.value];
  if (!shape || !place) return "";
  const branch = lineAt(shape, place.x, place.y, store.theme.value?.rem ?? 0);
  return branch ? branchTip(branch, context) : stepTip(stepAt(shape, place.x, past.end.value), store);
}

/** @param {TimeMark} mark @param {TrackContext} context */
function markTip({ step, event }, { past, label }) {
  if (event === null) return t("time.tip.event", { step, text: t("time.diverged") });
  const texts = past.events.value.filter((each) => each.step === step).map((each) => eventText(each, label));
  return t("time.tip.event", { step, text: texts.join(", ") });
}

/** @param {BranchLine} line @param {TrackContext} context */
function branchTip({ id }, { store, names }) {
  const branch = store.timeline.event.value?.branches.find((each) => each.id === id);
  return t("time.tip.branch", { name: names().get(id) ?? "", from: branch?.forked_at ?? 0, to: branch?.end ?? 0 });
}

/** @param {number} step @param {Store} store */
function stepTip(step, store) {
  const { steps, series } = store.losses.columns();
  const row = steps.findLastIndex((other) => other <= step);
  const loss = series[0]?.[row];
  return typeof loss === "number" && steps[row] === step ? t("time.tip.loss", { step, loss: number(loss) }) : t("time.tip", { step });
}
