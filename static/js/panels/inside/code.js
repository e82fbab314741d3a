/** The step as plain NumPy code: its lines follow the operations, and light up with them. */

import { effect, untracked } from "@preact/signals-core";
import { count } from "../../base/numbers/format.js";
import { copy } from "../../base/page/clipboard.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { t } from "../../base/words/i18n.js";
import { askAgain } from "./base/program-feed.js";
import { runTo } from "./program/program.js";

/** @import { StepScript } from "../../protocol.js" */
/** @import { PanelContext } from "../context.js" */

/** The longest line that is shown whole: longer ones are arrays. */
const LONGEST = 400;

/** @param {PanelContext} context */
export function bindCode(context) {
  const { store, ask } = context;
  void applyStyles("inside-code");
  const parts = makeParts();
  byId("inspector-code").replaceChildren(parts.head, parts.note, parts.lines);
  /** @type {StepScript | null} */
  let shown = null;
  const mark = () => untracked(() => markLines(parts.lines, shown, store.view.value.op, store.state.value.program?.done ?? 0));
  const same = () => null;
  askAgain(store, "code", same, async () => {
    shown = await ask({ type: "script", run: 0 });
    fill(parts, shown);
    mark();
  });
  effect(() => {
    void [store.view.value.op, store.state.value.program?.done];
    mark();
  });
  parts.button.addEventListener("click", async () => {
    if (!shown) return;
    const isCopied = await copy(shown.code);
    store.dispatch({ type: "notice", message: t(isCopied ? "code.copied" : "code.not_copied"), tone: "plain" });
  });
  bindLines(parts.lines, context);
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

function makeParts() {
  const title = make("h3", { text: t("code.title") });
  const button = make("button", { class: "quiet small", text: t("code.copy"), attributes: { type: "button" } });
  const head = make("div", { class: "code-head" }, title, button);
  const note = make("p", { class: "soft", text: t("program.loading") });
  const lines = make("pre", { class: "code-lines", attributes: { tabindex: "0", role: "region", "aria-label": t("code.title") } });
  return { head, note, lines, button };
}

/** @param {Parts} parts @param {StepScript} script */
function fill({ note, lines }, script) {
  setText(note, t(script.has_numbers ? "code.note" : "code.too_large", { step: count(script.step) }));
  const opOf = new Map(script.ops.flatMap(([first, last], op) => Array.from({ length: last - first + 1 }, (_, k) => [first + k, op])));
  lines.replaceChildren(
    ...script.code
      .trimEnd()
      .split("\n")
      .map((text, i) => {
        const line = make("span", { class: "code-line", text: text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text || " " });
        const op = opOf.get(i + 1);
        if (op !== undefined) line.dataset["op"] = String(op);
        if (text.startsWith("#")) line.classList.add("comment");
        return line;
      }),
  );
}

/**
 * Marks which lines belong to the operation that is pointed at, or else to the last one.
 *
 * @param {HTMLElement} lines
 * @param {StepScript | null} script
 * @param {number | null} pointed
 * @param {number} done
 */
function markLines(lines, script, pointed, done) {
  if (!script) return;
  const now = pointed ?? done - 1;
  let first = null;
  for (const line of /** @type {Iterable<HTMLElement>} */ (lines.querySelectorAll("[data-op]"))) {
    const op = Number(line.dataset["op"]);
    line.classList.toggle("now", op === now);
    line.classList.toggle("later", op >= done);
    if (op === now) first ??= line;
  }
  if (first && !lines.matches(":hover")) scrollTo(lines, first);
}

/** Scrolls the lines alone, and not the page, until one is in view. @param {HTMLElement} lines @param {HTMLElement} line */
function scrollTo(lines, line) {
  const top = line.offsetTop;
  const isInView = top >= lines.scrollTop && top + line.offsetHeight <= lines.scrollTop + lines.clientHeight;
  if (!isInView) lines.scrollTop = top - lines.clientHeight / 3;
}

/** A line lights up its operation; a click runs the step up to it, or back to it. @param {HTMLElement} lines @param {PanelContext} context */
function bindLines(lines, context) {
  const { store } = context;
  /** @param {Event} event */
  const opOf = ({ target }) => {
    const line = target instanceof Element ? target.closest("[data-op]") : null;
    return line instanceof HTMLElement ? Number(line.dataset["op"]) : null;
  };
  /** @param {number | null} op */
  const point = (op) => {
    if (store.view.peek().op !== op) store.dispatch({ type: "view", patch: { op } });
  };
  lines.addEventListener("pointerover", (event) => point(opOf(event)));
  lines.addEventListener("pointerleave", () => point(null));
  lines.addEventListener("click", (event) => {
    const op = opOf(event);
    if (op !== null) runTo(op + 1, context);
  });
}
