/** What the step just applied moved uphill: described, shown, and searched for. */

import { computed, effect, signal } from "@preact/signals-core";
import { count } from "../../../base/numbers/format.js";
import { byId, make, setText } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { isOnScreen } from "../base/program-feed.js";
import { placeName, position } from "./questions.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { PanelContext } from "../../context.js" */
/** @import { AnswerTo, Target } from "../../../types.js" */

/** @typedef {AnswerTo<{ type: "uphill" }>} Found */

/** The steps that a search makes at most. */
export const MOST_STEPS = 100;

/** @param {PanelContext} context */
export function bindUphill(context) {
  const { store, ask } = context;
  /** The answer about the step just applied; null until it is there. @type {Signal<Found | null>} */
  const found = signal(null);
  const note = signal("");
  const { root, text, show, find } = makeCard();
  byId("inspector-predict").append(root);
  const isShown = isOnScreen(store, "hand");
  const state = computed(() => {
    return JSON.stringify({ ...position(store.state.value.status), isShown: isShown.value });
  });
  effect(() => {
    const { step, isBetween, isShown } = JSON.parse(state.value);
    if (found.peek()?.step !== step || !isBetween) found.value = null;
    if (!isShown || !isBetween || step === 0 || found.peek() || find.disabled) return;
    void ask({ type: "uphill", run: 0 }).then(
      (answer) => {
        found.value = answer;
      },
      () => undefined,
    );
  });
  const isObserver = computed(() => store.state.value.isObserver);
  effect(() => {
    setText(text, note.value || textOf(found.value));
    const place = found.value?.place ?? null;
    show.hidden = place === null;
    setText(show, place ? t("uphill.show", { name: placeName({ ...place, column: place.column ?? null }, store.state.peek().network) }) : "");
    find.hidden = isObserver.value || place !== null;
  });
  show.addEventListener("click", () => {
    const place = found.peek()?.place;
    /** @type {Target | null} */
    const pinned = place ? { kind: "edge", layer: place.layer, row: place.row, column: place.column ?? null } : null;
    store.dispatch({ type: "view", patch: { pinned, part: "numbers" } });
  });
  find.addEventListener("click", async () => {
    find.disabled = true;
    note.value = t("uphill.finding", { step: count(position(store.state.peek().status).step) });
    found.value = await search(context, (step) => {
      note.value = t("uphill.finding", { step: count(step) });
    }).catch(() => null);
    note.value = found.value?.place ? "" : t("uphill.not_found", { n: MOST_STEPS });
    find.disabled = false;
    if (found.value?.place) show.focus();
  });
  effect(() => {
    void state.value;
    if (!find.disabled) note.value = "";
  });
}

function makeCard() {
  const text = make("p", { attributes: { role: "status" } });
  const show = make("button", { class: "quiet small", attributes: { type: "button" } });
  const find = make("button", { class: "quiet small", text: t("uphill.find"), attributes: { type: "button" } });
  const root = make(
    "section",
    { class: "uphill", attributes: { "aria-label": t("uphill.title") } },
    make("h3", { text: t("uphill.title") }),
    text,
    make("div", { class: "predict-row" }, show, find),
  );
  return { root, text, show, find };
}

/** @param {Found | null} found */
function textOf(found) {
  if (!found) return t("uphill.wait");
  const { n, of, step, message: why } = found;
  return n > 0 ? t("uphill.some", { n, of, step: count(step), why }) : why;
}

/**
 * Makes steps until one moves something uphill.
 *
 * @param {Pick<PanelContext, "ask" | "actions">} context
 * @param {(step: number) => void} onStep
 * @returns {Promise<Found | null>} null if there is none among the first
 */
export async function search({ ask, actions }, onStep) {
  for (let k = 0; k < MOST_STEPS; k += 1) {
    await actions.send({ type: "advance", by: "step", count: 1 });
    const found = await ask({ type: "uphill", run: 0 });
    onStep(found.step);
    if (found.n > 0) return found;
  }
  return null;
}
