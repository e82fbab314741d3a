/** The box with the present step: a step that is typed is gone to. */

import { effect } from "@preact/signals-core";
import { parseNumber } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { bindCorrection } from "../page/correction.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Seeks } from "../../state/time/seeks.js" */
/** @import { Past } from "./base/past.js" */

/** @param {{ store: Store, seeks: Seeks, past: Past }} context */
export function makeStepField({ store, seeks, past }) {
  const box = make("input", {
    class: "box",
    attributes: { id: "time-step", type: "text", inputmode: "numeric", "aria-label": t("time.step"), title: t("time.step.title"), autocomplete: "off" },
  });
  const of = make("span", { class: "time-of" });
  const field = make("label", { class: "time-field", attributes: { for: "time-step" } }, make("span", { class: "label", text: t("time.step") }), box, of);

  /** Shows the present step. */
  function restore() {
    box.value = String(past.position.peek());
    box.removeAttribute("aria-invalid");
  }

  /** Returns the typed step; undefined if it is none of the past. */
  function typed() {
    const step = parseNumber(box.value.trim());
    const isRight = Number.isInteger(step) && step >= 0 && step <= past.end.value;
    if (isRight) box.removeAttribute("aria-invalid");
    return isRight ? step : undefined;
  }

  box.addEventListener("change", () => {
    const step = typed();
    if (step === undefined) {
      box.setAttribute("aria-invalid", "true");
      return store.dispatch({ type: "notice", message: t("time.no_step", { text: box.value.trim(), end: past.end.value }), tone: "error" });
    }
    store.dispatch({ type: "corrected" });
    if (step !== past.position.value) seeks.seek({ step });
  });
  box.addEventListener("focus", () => box.select());
  box.addEventListener("blur", restore);
  bindCorrection(box, store, { isRight: () => typed() !== undefined, restore });
  effect(() => {
    const step = past.position.value;
    if (document.activeElement !== box) box.value = String(step);
  });
  effect(() => setText(of, t("time.of", { end: past.end.value })));
  effect(() => {
    box.disabled = store.state.value.isObserver;
  });
  return field;
}
