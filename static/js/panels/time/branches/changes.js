/** The changes of the current branch: go to before one, or see the run without it. */

import { effect } from "@preact/signals-core";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { eventText } from "../../../scene/time/event-texts.js";
import { withoutEdit } from "../../../state/time/branch-edits.js";

/** @import { TimelineEvent } from "../../../protocol.js" */
/** @import { BranchesContext } from "./branch-row.js" */

/** So many are listed; the newest. */
const MOST = 12;

/** @param {BranchesContext} context */
export function makeChanges(context) {
  const { past, store } = context;
  const list = make("ul", { class: "branch-changes" });
  const box = make(
    "section",
    { attributes: { "aria-labelledby": "changes-title" } },
    make("h3", { text: t("time.changes"), attributes: { id: "changes-title" } }),
    list,
  );
  effect(() => {
    const { isObserver } = store.state.value;
    const events = past.events.value.slice(-MOST);
    box.hidden = events.length === 0;
    const focused = /** @type {HTMLElement | null} */ (list.contains(document.activeElement) ? document.activeElement : null)?.dataset["key"];
    list.replaceChildren(...events.map((event) => makeChange(event, context, isObserver)));
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${focused}"]`))?.focus();
  });
  return box;
}

/** @param {TimelineEvent} event @param {BranchesContext} context @param {boolean} isObserver */
function makeChange(event, context, isObserver) {
  const { seeks, label } = context;
  const text = t("time.tip.event", { step: event.step, text: eventText(event, label) });
  const before = make("button", {
    class: "link",
    text: t("time.change.before"),
    attributes: { type: "button", "data-key": `before-${event.index}`, "aria-label": t("time.change.before.of", { text }) },
  });
  before.addEventListener("click", () => seeks.seek({ step: event.step, events: event.index }));
  const without = make("button", {
    class: "link",
    text: t("time.change.without"),
    attributes: {
      type: "button",
      "data-key": `without-${event.index}`,
      title: t("time.change.without.title"),
      "aria-label": t("time.change.without.of", { text }),
    },
  });
  without.addEventListener("click", () => void runWithout(event, context));
  const row = make("li", { class: "branch-change" }, make("span", { text }));
  if (!isObserver) row.append(before, without);
  return row;
}

/** Trains the current branch again without a change, and compares both. @param {TimelineEvent} event @param {BranchesContext} context */
async function runWithout(event, { store, actions, label }) {
  const current = store.timeline.event.peek()?.current ?? 0;
  try {
    await actions.carryOut(withoutEdit(current, event.index));
    store.dispatch({ type: "compare", branch: current, isSet: true });
    store.dispatch({ type: "notice", message: t("time.change.without.done", { text: eventText(event, label) }), tone: "plain" });
  } catch {
    // The status line already shows the refusal.
  }
}
