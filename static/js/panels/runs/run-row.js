/** One saved run in the list: its picture, its name, its figures, and what can be done with it. */

import { make } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { t } from "../../base/words/i18n.js";
import { runPicture } from "./run-picture.js";
import { dateOf, figuresOf, titleOf } from "./run-texts.js";

/** @import { SavedRun } from "../../protocol.js" */
/** @import { PageData, Theme } from "../../types.js" */

/**
 * @typedef {object} RowActions
 * @property {(run: SavedRun) => void} open
 * @property {(run: SavedRun, name: string | null) => void} rename
 * @property {(run: SavedRun) => void} duplicate
 * @property {(run: SavedRun) => void} remove
 */

/**
 * @param {SavedRun} run
 * @param {boolean} isCurrent whether it is the run of this page
 * @param {{ page: PageData, theme: Theme | null, actions: RowActions }} parts
 */
export function runRow(run, isCurrent, { page, theme, actions }) {
  const title = titleOf(run, page);
  const heading = make("h3", { class: "run-title", text: title });
  /** @param {string} key @param {string} text @param {() => void} act @param {boolean} [isFirst] */
  const button = (key, text, act, isFirst = false) => {
    const made = make("button", {
      class: isFirst ? "primary small" : "quiet small",
      text,
      attributes: { type: "button", "data-do": key, "aria-label": t("runs.of", { action: text, title }) },
    });
    made.addEventListener("click", act);
    return made;
  };
  const first = isCurrent ? make("span", { class: "run-here", text: t("runs.here") }) : button("open", t("runs.continue"), () => actions.open(run), true);
  const buttons = make(
    "div",
    { class: "run-buttons" },
    first,
    button("rename", t("runs.rename"), () => startRenaming(heading, run, title, actions)),
    button("duplicate", t("runs.duplicate"), () => actions.duplicate(run)),
    ...(isCurrent ? [] : [button("delete", t("runs.delete"), () => actions.remove(run))]),
  );
  const words = make("div", { class: "run-words" }, heading, make("p", { text: figuresOf(run) }), make("p", { class: "soft", text: dateOf(run) }));
  return make("li", { class: "run", attributes: { "data-run": run.id } }, runPicture(run.summary?.picture ?? null, theme), words, buttons);
}

/** Puts a box in the place of the name; Enter or leaving it renames, Escape does not. @param {HTMLElement} heading @param {SavedRun} run @param {string} title @param {RowActions} actions */
function startRenaming(heading, run, title, actions) {
  const box = make("input", {
    class: "box",
    attributes: { type: "text", maxlength: String(PAGE.message_limits.name), "aria-label": t("runs.name"), placeholder: title, spellcheck: "false" },
  });
  box.value = run.name ?? "";
  let isOver = false;
  /** @param {boolean} isKept */
  const end = (isKept) => {
    if (isOver) return;
    isOver = true;
    const name = box.value.trim() || null;
    box.replaceWith(heading);
    if (isKept && name !== run.name) actions.rename(run, name);
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const row = box.closest("li");
    end(event.key === "Enter");
    /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-do=rename]"))?.focus();
  });
  box.addEventListener("blur", () => end(true));
  heading.replaceWith(box);
  box.focus();
  box.select();
}
