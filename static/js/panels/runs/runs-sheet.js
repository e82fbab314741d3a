/** The sheet of the saved runs of this browser: found, gone on with, renamed, copied, deleted and brought back. */

import { make, setText } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { setRunToOpen } from "../../net/saved-run.js";
import { runRow } from "./run-row.js";
import { isFound, titleOf } from "./run-words.js";

/** @import { RunsListed, SavedRun } from "../../protocol.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { PanelContext } from "../context.js" */

/** The sheet of each page. @type {WeakMap<Store, ReturnType<typeof createRunsSheet>>} */
const sheets = new WeakMap();

/** Shows the saved runs. @param {PanelContext} context */
export async function openRuns(context) {
  await Promise.all([applyStyles("runs"), loadWords()]);
  const sheet = sheets.get(context.store) ?? createRunsSheet(context);
  sheets.set(context.store, sheet);
  await sheet.open();
}

/** @param {Pick<PanelContext, "ask" | "page" | "store">} context @param {() => void} [reload] loads the page again */
export function createRunsSheet({ ask, page, store }, reload = () => location.reload()) {
  const { sheet, search, list, note, said, undo, close } = parts();
  /** @type {Pick<RunsListed, "runs" | "current">} */
  let listed = { runs: [], current: null };
  /** The run that was deleted last. @type {string | null} */
  let deleted = null;

  function show() {
    const found = listed.runs.filter((run) => isFound(run, search.value.trim(), page));
    const theme = store.theme.peek();
    list.replaceChildren(...found.map((run) => runRow(run, run.id === listed.current, { page, theme, actions })));
    note.hidden = found.length > 0;
    setText(note, t(listed.runs.length > 0 ? "runs.none_found" : "runs.none"));
  }

  /** @param {string} message @param {string | null} [gone] the run that can be brought back */
  function say(message, gone = null) {
    deleted = gone;
    undo.hidden = gone === null;
    setText(said, message);
  }

  /** @param {{ action: "list" | "rename" | "duplicate" | "delete" | "undelete", run?: string, name?: string | null }} wanted @param {string} message @param {string | null} [gone] */
  async function change(wanted, message, gone = null) {
    const before = focusIn(list);
    try {
      listed = await ask({ type: "runs", ...wanted });
      show();
      say(message, gone);
    } catch (error) {
      say(/** @type {Error} */ (error).message);
    }
    focusAgain(list, before, gone === null ? search : undo);
  }

  /** @param {SavedRun} run */
  const named = (run) => ({ title: titleOf(run, page) });
  const actions = {
    open: (/** @type {SavedRun} */ run) => {
      setRunToOpen(run.id);
      reload();
    },
    rename: (/** @type {SavedRun} */ run, /** @type {string | null} */ name) =>
      void change({ action: "rename", run: run.id, name }, t("runs.renamed", named({ ...run, name }))),
    duplicate: (/** @type {SavedRun} */ run) =>
      void change({ action: "duplicate", run: run.id, name: t("runs.copy", named(run)).slice(0, 64) }, t("runs.duplicated", named(run))),
    remove: (/** @type {SavedRun} */ run) => void change({ action: "delete", run: run.id }, t("runs.deleted", named(run)), run.id),
  };

  search.addEventListener("input", show);
  undo.addEventListener("click", () => deleted && void change({ action: "undelete", run: deleted }, t("runs.undeleted")));
  close.addEventListener("click", () => sheet.hidePopover());
  document.body.append(sheet);

  return {
    /** Shows the list as it is now. */
    async open() {
      search.value = "";
      sheet.showPopover();
      await change({ action: "list" }, "");
      search.focus();
    },
  };
}

/** The elements of the sheet. */
function parts() {
  const search = make("input", { class: "box", attributes: { id: "runs-search", type: "search", spellcheck: "false", autocomplete: "off" } });
  const list = make("ul", { class: "run-list", attributes: { id: "runs-list", tabindex: "-1" } });
  const note = make("p", { class: "soft", attributes: { id: "runs-note" } });
  const said = make("p", { attributes: { id: "runs-said", role: "status" } });
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
    make("div", { class: "runs-end" }, said, undo, close),
  );
  return { sheet, search, list, note, said, undo, close };
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
