/** The program of one step: the operations in order, which of them are done, and what the last one did. */

import { computed, effect } from "@preact/signals-core";
import { count } from "../../../base/numbers/format.js";
import { byId, make, setText } from "../../../base/page/dom.js";
import { throttled } from "../../../base/timing/throttled.js";
import { t } from "../../../base/words/i18n.js";
import { followProgram, isFast } from "../base/program-feed.js";
import { fillList, markRows } from "./list.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Program } from "../../../types.js" */
/** @import { Row } from "./list.js" */

/** @param {PanelContext} context */
export function bindProgram(context) {
  const { store } = context;
  followProgram(context);
  bindHead(context);
  bindList(context);
  bindRows(context);
  effect(() => {
    byId("program").classList.toggle("fast", isFast(store.state.value));
  });
}

/** @param {PanelContext} context */
function bindHead({ store }) {
  const program = computed(() => store.state.value.program);
  const hasTwin = computed(() => store.state.value.twin !== null);
  const isRunning = computed(() => isFast(store.state.value));
  const figures = throttled(store.figures);
  effect(() => {
    setText(byId("program-title"), t(hasTwin.value ? "program.title.twin" : "program.title"));
    setText(byId("program-place"), isRunning.value ? t("program.running", { step: figures.value.step }) : placeText(program.value));
  });
}

/** @param {Program | null} program */
function placeText(program) {
  if (!program) return t("program.loading");
  return t("program.place", { step: count(program.step), batch: program.batch_index + 1, batches: program.n_batches });
}

/** @param {PanelContext} context */
function bindList({ store, write }) {
  const list = byId("program-phases");
  const card = makeCard();
  const begin = byId("program-begin");
  const program = computed(() => store.state.value.program);
  const key = computed(() => program.value?.listing?.name);
  /** @type {Row[]} */
  let rows = [];
  /** The group that is open because of the operation in it. */
  let opened = /** @type {HTMLDetailsElement | null} */ (null);
  effect(() => {
    void key.value;
    const { network } = store.state.peek();
    rows = fillList(list, program.peek()?.listing?.ops ?? [], write, network?.sites);
    opened = null;
  });
  effect(() => {
    void key.value;
    const { done = 0, sentence: told = null } = program.value ?? {};
    const { ops = [], codes = [] } = program.value?.listing ?? {};
    markRows(rows, done);
    const op = ops[done - 1];
    const current = rows[done - 1];
    setText(begin, rows.length > 0 && done === 0 ? t("program.begin") : "");
    if (!op || !current || !told) {
      card.root.remove();
      list.scrollTop = 0;
      reachByTab(list, rows[0]?.row);
      return;
    }
    const sentence = write(told);
    const code = codes[op.code ?? -1];
    setText(card.words, current.words);
    setText(card.sentence, sentence);
    card.code.hidden = !code;
    if (code) {
      setText(card.file, t("program.file", { file: code.file, line: String(code.line) }));
      setText(card.text, code.text);
    }
    setText(byId("program-spoken"), sentence);
    if (card.root.parentElement === current.item) return;
    current.item.append(card.root);
    const group = current.item.closest("details");
    if (opened && opened !== group) opened.open = false;
    if (group && !group.open) {
      group.open = true;
      opened = group;
    }
    reachByTab(list, current.row);
    current.item.scrollIntoView({ block: "nearest" });
  });
}

/** Makes the card that explains the current operation. */
function makeCard() {
  const words = make("b");
  const sentence = make("p");
  const file = make("p", { class: "code-file" });
  const text = make("code");
  const pre = make("pre", { attributes: { tabindex: "0", "aria-label": t("program.code") } }, text);
  const code = make("div", { class: "op-code" }, file, pre);
  return { root: make("div", { class: "op-card" }, words, sentence, code), words, sentence, code, file, text };
}

/** What arrow keys move to: operations, and the heads of groups. */
const ROW = ".op-row,.op-head";

/** Makes one row reachable by Tab: an operation, or the head of its group while that is folded. @param {HTMLElement} list @param {HTMLElement | undefined} row */
function reachByTab(list, row) {
  for (const other of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(ROW))) other.tabIndex = -1;
  if (!row) return;
  const reached = isShown(row) ? row : row.closest("details")?.querySelector("summary");
  if (reached) reached.tabIndex = 0;
}

/** Whether a row is in no folded group. @param {HTMLElement} row */
const isShown = (row) => row.tagName === "SUMMARY" || (row.closest("details")?.open ?? true);

/** A click on an operation runs up to it or back to it; arrow keys move along the list. @param {PanelContext} context */
function bindRows(context) {
  const { store } = context;
  const list = byId("program-phases");
  /** @param {Event} event @returns {HTMLButtonElement | null} */
  const rowOf = ({ target }) => (target instanceof Element ? target.closest(".op-row") : null);
  /** @param {HTMLElement | null} row */
  const point = (row) => {
    const op = row ? Number(row.dataset["op"]) : null;
    if (store.view.peek().op !== op) store.dispatch({ type: "view", patch: { op } });
  };
  list.addEventListener("click", (event) => {
    const row = rowOf(event);
    if (row) runTo(Number(row.dataset["op"]) + 1, context);
  });
  list.addEventListener("pointerover", (event) => point(rowOf(event)));
  list.addEventListener("pointerleave", () => point(null));
  list.addEventListener("focusin", (event) => point(rowOf(event)));
  list.addEventListener("focusout", () => point(null));
  list.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element ? event.target.closest(ROW) : null;
    const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(ROW)]).filter(isShown);
    const at = rows.indexOf(/** @type {HTMLElement} */ (row));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const goal = rows[Math.min(rows.length - 1, Math.max(0, next))];
    reachByTab(list, goal);
    goal?.focus();
  });
}

/** Runs to the state after some operations of the step, forward or back. @param {number} goal how many are to be done @param {Pick<PanelContext, "store" | "actions">} context */
export function runTo(goal, { store, actions }) {
  const { program, isObserver } = store.state.peek();
  if (!program || isObserver) return;
  const missing = goal - program.done;
  if (missing > 0) actions.advance("op", missing);
  if (missing < 0) actions.stepBack("op", -missing);
}
