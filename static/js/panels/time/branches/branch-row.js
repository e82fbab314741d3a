/** One branch in the list: its name, its steps, its loss, and what can be done with it. */

import { effect } from "@preact/signals-core";
import { count, number } from "../../../base/numbers/format.js";
import { make, setText } from "../../../base/page/dom.js";
import { PAGE } from "../../../base/page/page-data.js";
import { t } from "../../../base/words/i18n.js";
import { BRANCH_SIGNS } from "../../../scene/time/branch-look.js";
import { deleteEdit, renameEdit } from "../../../state/time/branch-edits.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Label } from "../../../base/words/sentence.js" */
/** @import { Ask } from "../../../net/requests.js" */
/** @import { BranchFields } from "../../../protocol.js" */
/** @import { Actions } from "../../../state/edits/actions.js" */
/** @import { Seeks } from "../../../state/time/seeks.js" */
/** @import { Store } from "../../../state/store/store.js" */
/** @import { Past } from "../base/past.js" */

/**
 * @typedef {object} BranchesContext
 * @property {Store} store
 * @property {Past} past
 * @property {Seeks} seeks
 * @property {Pick<Actions, "carryOut">} actions
 * @property {Ask} ask
 * @property {Label} label
 * @property {ReadonlySignal<ReadonlyMap<number, string>>} names of the branches
 * @property {ReadonlySignal<ReadonlyMap<number, string>>} colors of those that are compared
 */

/** @param {BranchFields} branch @param {BranchesContext} context */
export function makeBranchRow(branch, context) {
  const { store, names, actions } = context;
  const isCurrent = store.timeline.event.peek()?.current === branch.id;
  const { isObserver } = store.state.peek();
  const name = names.peek().get(branch.id) ?? "";
  const title = isCurrent ? make("strong", { class: "branch-name", text: name }) : switchButton(branch, name, context);
  const row = make("li", { class: "branch", attributes: isCurrent ? { "aria-current": "true" } : {} });
  row.append(compareBox(branch, name, isCurrent, context), title, figures(branch, isCurrent, context));
  if (isObserver) return row;
  const rename = button("rename", branch, t("time.branch.rename"), t("time.branch.rename.of", { name }));
  rename.addEventListener("click", () => editName(row, title, branch, name, context));
  const remove = button("delete", branch, "×", t("time.branch.delete", { name }));
  remove.disabled = isCurrent;
  if (isCurrent) remove.title = t("time.branch.delete.current");
  remove.addEventListener("click", () => void actions.carryOut(deleteEdit(branch.id)).catch(() => undefined));
  row.append(rename, remove);
  return row;
}

/** @param {"rename" | "delete"} act @param {BranchFields} branch @param {string} text @param {string} label */
const button = (act, { id }, text, label) =>
  make("button", {
    class: act === "delete" ? "tiny" : "link",
    text,
    attributes: { type: "button", title: label, "aria-label": label, "data-key": `${act}-${id}` },
  });

/** The name of another branch leads there. @param {BranchFields} branch @param {string} name @param {BranchesContext} context */
function switchButton({ id, end }, name, { seeks, store }) {
  const found = make("button", {
    class: "link branch-name",
    text: name,
    attributes: { type: "button", title: t("time.branch.switch"), "data-key": `switch-${id}` },
  });
  found.disabled = store.state.peek().isObserver;
  found.addEventListener("click", () => seeks.seek({ step: end, branch: id }));
  return found;
}

/** The box that shows the curve of a branch in the charts, with its sign there. @param {BranchFields} branch @param {string} name @param {boolean} isCurrent @param {BranchesContext} context */
function compareBox({ id }, name, isCurrent, { store, colors }) {
  if (isCurrent) return make("span", { class: "branch-here", text: t("time.branch.here") });
  const box = make("input", { attributes: { type: "checkbox", "aria-label": t("time.branch.compare", { name }), "data-key": `compare-${id}` } });
  const sign = make("i", { attributes: { "aria-hidden": "true" } });
  box.addEventListener("change", () => store.dispatch({ type: "compare", branch: id, isSet: box.checked }));
  effect(() => {
    const place = store.timeline.compared.value.indexOf(id);
    box.checked = place >= 0;
    setText(sign, BRANCH_SIGNS[place] ?? "");
    sign.style.setProperty("--tone", colors.value.get(id) ?? "");
  });
  return make("label", { class: "branch-compare", attributes: { title: t("time.branch.compare", { name }) } }, box, sign);
}

/** The steps of a branch and its loss; those of the current one move along. @param {BranchFields} branch @param {boolean} isCurrent @param {BranchesContext} context */
function figures({ parent, forked_at, end, loss }, isCurrent, { past }) {
  const steps = make("span", { class: "branch-steps" });
  const last = make("span", { class: "branch-loss", text: t("time.branch.loss", { loss: number(loss) }) });
  const write = (/** @type {number} */ to) =>
    setText(steps, parent === null ? t("time.branch.steps", { end: count(to) }) : t("time.branch.steps.from", { from: forked_at, end: count(to) }));
  if (!isCurrent) write(end);
  else {
    effect(() => {
      const to = past.end.value;
      write(to);
      const { step, trainLoss } = past.figures.value;
      if (step === to) setText(last, t("time.branch.loss", { loss: number(trainLoss) }));
    });
  }
  return make("span", { class: "branch-figures" }, steps, last);
}

/** Puts a box in the place of a name. @param {HTMLElement} row @param {HTMLElement} title @param {BranchFields} branch @param {string} name @param {BranchesContext} context */
function editName(row, title, { id, name: given }, name, { actions }) {
  const box = make("input", {
    class: "box branch-name",
    attributes: { type: "text", maxlength: String(PAGE.message_limits.name), "aria-label": t("time.branch.rename.of", { name }), autocomplete: "off" },
  });
  box.value = name;
  title.replaceWith(box);
  box.select();
  let isOpen = true;
  /** @param {boolean} isKept */
  function close(isKept) {
    if (!isOpen) return;
    isOpen = false; // The box loses the focus where it is replaced.
    const next = box.value.trim() || null;
    box.replaceWith(title);
    const isOther = isKept && next !== given && next !== name;
    if (isOther) void actions.carryOut(renameEdit(id, next, given)).catch(() => undefined);
    /** @type {HTMLElement | null} */ (row.querySelector(`[data-key="rename-${id}"]`))?.focus();
  }
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(event.key === "Enter");
  });
  box.addEventListener("blur", () => close(true));
}
