/** The sheet of the saved runs of this browser: found, gone on with, renamed, copied, deleted and brought back. */

import { make, setText } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { setRunToOpen } from "../../net/saved-run.js";
import { runRow } from "./run-row.js";
import { isFound, titleOf } from "./run-texts.js";

/** @import { RunsListed, SavedRun } from "../../protocol.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { PanelContext } from "../context.js" */

/** The sheet of each page. @type {WeakMap<Store, RunsSheet>} */
const sheets = new WeakMap();

/** Shows the saved runs. @param {PanelContext} context */
export async function openRuns(context) {
  await Promise.all([applyStyles("runs"), loadWords()]);
  const sheet = sheets.get(context.store) ?? new RunsSheet(context);
  sheets.set(context.store, sheet);
  await sheet.open();
}

/** @typedef {{ action: "list" | "rename" | "duplicate" | "delete" | "undelete", run?: string, name?: string | null }} Wanted */

export class RunsSheet {
  #ask;
  #page;
  #store;
  #parts = makeParts();
  #actions;
  /** @type {Pick<RunsListed, "runs" | "current">} */
  #listed = { runs: [], current: null };
  /** The run that was deleted last, and can be brought back. @type {string | null} */
  #deleted = null;

  /** @param {Pick<PanelContext, "ask" | "page" | "store">} context @param {() => void} [reload] loads the page again */
  constructor({ ask, page, store }, reload = () => location.reload()) {
    this.#ask = ask;
    this.#page = page;
    this.#store = store;
    this.#actions = this.#actionsOf(reload);
    const { sheet, search, undo, close } = this.#parts;
    search.addEventListener("input", () => this.#show());
    undo.addEventListener("click", () => this.#deleted && void this.#change({ action: "undelete", run: this.#deleted }, t("runs.undeleted")));
    close.addEventListener("click", () => sheet.hidePopover());
    document.body.append(sheet);
  }

  /** Shows the list as it is now. */
  async open() {
    const { sheet, search } = this.#parts;
    search.value = "";
    sheet.showPopover();
    await this.#change({ action: "list" }, "");
    search.focus();
  }

  /** What can be done with a run. @param {() => void} reload */
  #actionsOf(reload) {
    /** @param {SavedRun} run */
    const named = (run) => ({ title: titleOf(run, this.#page) });
    return {
      open(/** @type {SavedRun} */ run) {
        setRunToOpen(run.id);
        reload();
      },
      rename: (/** @type {SavedRun} */ run, /** @type {string | null} */ name) =>
        void this.#change({ action: "rename", run: run.id, name }, t("runs.renamed", named({ ...run, name }))),
      duplicate: (/** @type {SavedRun} */ run) =>
        void this.#change({ action: "duplicate", run: run.id, name: t("runs.copy", named(run)).slice(0, 64) }, t("runs.duplicated", named(run))),
      remove: (/** @type {SavedRun} */ run) => void this.#change({ action: "delete", run: run.id }, t("runs.deleted", named(run)), run.id),
    };
  }

  /** Asks for a change, and shows the list after it. @param {Wanted} wanted @param {string} message @param {string | null} [gone] the run that can then be brought back */
  async #change(wanted, message, gone = null) {
    const { list, search, undo } = this.#parts;
    const before = focusIn(list);
    try {
      this.#listed = await this.#ask({ type: "runs", ...wanted });
      this.#show();
      this.#report(message, gone);
    } catch (error) {
      this.#report(/** @type {Error} */ (error).message);
    }
    focusAgain(list, before, gone === null ? search : undo);
  }

  #show() {
    const { search, list, note } = this.#parts;
    const { runs, current } = this.#listed;
    const page = this.#page;
    const found = runs.filter((run) => isFound(run, search.value.trim(), page));
    const theme = this.#store.theme.peek();
    list.replaceChildren(...found.map((run) => runRow(run, run.id === current, { page, theme, actions: this.#actions })));
    note.hidden = found.length > 0;
    setText(note, t(runs.length > 0 ? "runs.none_found" : "runs.none"));
  }

  /** @param {string} message @param {string | null} [gone] */
  #report(message, gone = null) {
    const { undo, status } = this.#parts;
    this.#deleted = gone;
    undo.hidden = gone === null;
    setText(status, message);
  }
}

/** The elements of the sheet. */
function makeParts() {
  const search = make("input", { class: "box", attributes: { id: "runs-search", type: "search", spellcheck: "false", autocomplete: "off" } });
  const list = make("ul", { class: "run-list", attributes: { id: "runs-list", tabindex: "-1" } });
  const note = make("p", { class: "soft", attributes: { id: "runs-note" } });
  const status = make("p", { attributes: { id: "runs-status", role: "status" } });
  const undo = make("button", { class: "link", text: t("runs.undo"), attributes: { id: "runs-undo", type: "button", hidden: "" } });
  const close = make("button", { class: "quiet", text: t("runs.close"), attributes: { type: "button" } });
  const sheet = make(
    "section",
    { class: "sheet runs-sheet", attributes: { id: "runs-sheet", popover: "", "aria-labelledby": "runs-title" } },
    make("h2", { text: t("runs.heading"), attributes: { id: "runs-title" } }),
    make("p", { text: t("runs.text") }),
    make("label", { class: "field", attributes: { for: "runs-search" } }, make("span", { class: "label", text: t("runs.search") }), search),
    list,
    note,
    make("div", { class: "runs-end" }, status, undo, close),
  );
  return { sheet, search, list, note, status, undo, close };
}

/** Which button of which run has the focus. @param {HTMLElement} list */
function focusIn(list) {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || !list.contains(activeElement)) return null;
  return { run: activeElement.closest("li")?.dataset["run"], key: activeElement.dataset["do"] };
}

/** Gives the focus back to where it was before the list was made anew. @param {HTMLElement} list @param {ReturnType<typeof focusIn>} before @param {HTMLElement} otherwise */
function focusAgain(list, before, otherwise) {
  if (!before) return;
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("li"))];
  const button = rows.find((row) => row.dataset["run"] === before.run)?.querySelector(`[data-do="${before.key}"]`);
  /** @type {HTMLElement} */ (button ?? otherwise).focus();
}
