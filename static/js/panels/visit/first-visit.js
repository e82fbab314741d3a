/**
 * Starts the run slowly on a first visit, but not that of a link, if the visitor does nothing for
 * a few seconds. The page announces it, and any input until then cancels it.
 */

import { load, save } from "../../base/page/storage.js";
import { once } from "../../base/timing/once.js";
import { t } from "../../base/words/i18n.js";

/** @import { PanelContext } from "../context.js" */

const KEY = "backprop-live.visited";
const IDLE_MS = 6000;
const SLOW_STEPS_PER_SECOND = 20;
const TOUCHES = ["keydown", "pointerdown", "wheel", "touchstart", "input", "change", "focusin", "hashchange"];

/** @param {PanelContext} context @param {boolean} isPlain whether the page was opened without a link */
export function playOnFirstVisit({ store, actions }, isPlain) {
  if (!isFirstVisit() || !isPlain || !mayAutoplay() || navigator.userActivation?.hasBeenActive) return;
  const touched = new AbortController();
  for (const name of TOUCHES) {
    window.addEventListener(name, () => touched.abort(), { capture: true, passive: true, signal: touched.signal });
  }
  const timer = window.setTimeout(begin, IDLE_MS);
  touched.signal.addEventListener("abort", () => clearTimeout(timer));
  const report = (/** @type {"first_visit" | "first_visit.soon"} */ key) => store.dispatch({ type: "notice", message: t(key), tone: "plain" });
  const isNew = () => store.state.value.connection === "live" && store.state.value.resumedAt === null;
  once(isNew, () => queueMicrotask(() => touched.signal.aborted || report("first_visit.soon")));

  function begin() {
    touched.abort();
    if (!isNew() || store.state.value.running || document.hidden) return;
    actions.setSpeed(SLOW_STEPS_PER_SECOND);
    actions.play();
    once(
      () => store.state.value.running,
      () => queueMicrotask(() => report("first_visit")),
    );
  }
}

/** Without storage every visit would be the first, so then none counts as such. */
function isFirstVisit() {
  const isFirst = load("localStorage", KEY) === null;
  save("localStorage", KEY, "1");
  return isFirst && load("localStorage", KEY) !== null;
}

/** Not where the address asks for none, not in a frame, and not with reduced motion. */
function mayAutoplay() {
  const isAsked = new URLSearchParams(location.search).get("autoplay") !== "0";
  return isAsked && window.self === window.top && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
