/** The list of branches: a button with their number, and a sheet over the line of time. */

import { computed, effect } from "@preact/signals-core";
import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { icon } from "../base/icon.js";
import { makeBranchRow } from "./branch-row.js";
import { makeChanges } from "./changes.js";
import { followCompared } from "./compared-curves.js";

/** @import { BranchesContext } from "./branch-row.js" */

/** Makes the button; the sheet is put on the page. @param {BranchesContext} context */
export function makeBranches(context) {
  const { store } = context;
  const button = make("button", {
    class: "quiet small time-branches",
    attributes: { id: "time-branches", type: "button", popovertarget: "branches", title: t("time.branches.title") },
  });
  // For phones.
  const count = make("b", { attributes: { "aria-hidden": "true" } });
  const word = make("span");
  button.append(icon("fork"), count, word);
  const branches = computed(() => store.timeline.event.value?.branches ?? []);
  effect(() => {
    const n = Math.max(1, branches.value.length);
    setText(count, String(n));
    setText(word, t("time.branches", { n }));
  });
  void applyStyles("branches");
  document.body.append(makeSheet(context));
  followCompared(context);
  return button;
}

/** @param {BranchesContext} context */
function makeSheet(context) {
  const { store } = context;
  const list = make("ul", { class: "branch-list", attributes: { "aria-labelledby": "branches-title" } });
  const hint = make("p", { class: "soft" });
  const sheet = make(
    "section",
    { class: "sheet branches", attributes: { id: "branches", popover: "", "aria-labelledby": "branches-title" } },
    make("h2", { text: t("time.branches.heading"), attributes: { id: "branches-title" } }),
    list,
    makeChanges(context),
    hint,
    makeShow(context, () => sheet.hidePopover()),
  );
  const rows = computed(() => store.timeline.event.value?.branches ?? []);
  effect(() => {
    void [rows.value, context.names.value, store.timeline.event.value?.current, store.state.value.isObserver];
    if (list.querySelector("input[type=text]")) return; // Somebody types a name.
    const focused = /** @type {HTMLElement | null} */ (list.contains(document.activeElement) ? document.activeElement : null)?.dataset["key"];
    list.replaceChildren(...rows.value.map((branch) => makeBranchRow(branch, context)));
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${focused}"]`) ?? list.querySelector("button"))?.focus();
  });
  effect(() => setText(hint, t(rows.value.length > 1 ? "time.branches.hint.many" : "time.branches.hint.one")));
  return sheet;
}

/** The button that leads to the charts, for a window in which they are not beside the sheet. @param {BranchesContext} context @param {() => void} close */
function makeShow({ store }, close) {
  const button = make("button", { class: "primary branch-curves", text: t("time.branches.show"), attributes: { type: "button" } });
  button.addEventListener("click", () => {
    close();
    byId("loss-chart").scrollIntoView({ block: "center" });
  });
  effect(() => {
    button.hidden = store.timeline.beside.value.length === 0;
  });
  return button;
}
