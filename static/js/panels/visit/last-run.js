/** The way back to the run of the last visit: a button in the status line until another one begins. */

import { byId, make } from "../../base/page/dom.js";
import { once } from "../../base/timing/once.js";
import { t } from "../../base/words/i18n.js";
import { setRunToOpen } from "../../net/saved-run.js";
import { figuresOf, titleOf } from "../runs/run-texts.js";

/** @import { PanelContext } from "../context.js" */

/**
 * Offers the newest saved run where the page is new: not resumed, not trained, and not an observer.
 *
 * @param {Pick<PanelContext, "ask" | "page" | "store">} context
 * @param {() => void} [reload] loads the page again
 */
export async function offerLastRun({ ask, page, store }, reload = () => location.reload()) {
  const isUntouched = () => !store.state.value.running && store.figures.value.step === 0;
  const { connection, resumedAt } = store.state.peek();
  const isNew = connection === "live" && resumedAt === null && isUntouched();
  if (!isNew || !document.getElementById("runs-open")) return; // absent where the server saves nothing
  const { runs, current } = await ask({ type: "runs", action: "list" });
  const last = runs.find(({ id, step }) => id !== current && step > 0);
  if (!last || !isUntouched()) return;
  const text = t("runs.last", { title: titleOf(last, page), step: last.step });
  const button = make("button", { class: "link", text, attributes: { id: "last-run", type: "button", title: figuresOf(last) } });
  button.addEventListener("click", () => {
    setRunToOpen(last.id);
    reload();
  });
  byId("status").after(button);
  once(
    () => !isUntouched(),
    () => button.remove(),
  );
}
