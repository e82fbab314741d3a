/** The operations of a step as a list: grouped by phase, each with its formula and the shape of what it computes. */

import { count } from "../../../base/numbers/format.js";
import { make, setText } from "../../../base/page/dom.js";
import { t, tIf } from "../../../base/words/i18n.js";
import { setFormula } from "../base/formula.js";

/** @import { ProgramOp } from "../../../types.js" */
/** @import { Sentence } from "../../../protocol.js" */

/** @typedef {"done" | "now" | "later"} OpState */
/** @typedef {{ item: HTMLElement, row: HTMLButtonElement, words: string, spoken: string }} Row `spoken` has the shape, too */

/** Returns the state of an operation. @param {number} index @param {number} done how many are done @returns {OpState} */
export function opState(index, done) {
  if (index >= done) return "later";
  return index === done - 1 ? "now" : "done";
}

/**
 * Fills the list, and returns its rows in order.
 *
 * @param {HTMLElement} list
 * @param {readonly ProgramOp[]} ops
 * @param {(sentence: Sentence) => string} say
 * @returns {Row[]}
 */
export function fillList(list, ops, say) {
  /** @type {HTMLElement[]} */
  const groups = [];
  let inner = make("ol");
  const rows = ops.map((op, i) => {
    if (op.phase !== ops[i - 1]?.phase) {
      inner = make("ol");
      const title = make("h3", { class: "phase-name", text: tIf(`phase.${op.phase}`) ?? op.phase });
      groups.push(make("li", { class: "phase", attributes: { "data-phase": op.phase } }, title, inner));
    }
    const row = makeRow(op, i, say);
    inner.append(row.item);
    return row;
  });
  list.replaceChildren(...groups);
  return rows;
}

/** @param {ProgramOp} op @param {number} index @param {(sentence: Sentence) => string} say @returns {Row} */
function makeRow(op, index, say) {
  const words = say(op.words);
  const formula = make("span", { class: "formula", attributes: { "aria-hidden": "true" } });
  // What else the operation computes is in its sentence.
  setFormula(formula, op.latex.split(",\\quad")[0] ?? "");
  const row = make(
    "button",
    { class: "op-row", attributes: { type: "button", tabindex: "-1", title: words, "data-op": String(index) } },
    make("span", { class: "op-mark", attributes: { "aria-hidden": "true" } }),
    formula,
    make("span", { class: "op-shape", text: shapeText(op.shape), attributes: { "aria-hidden": "true" } }),
    make("span", { class: "hidden op-name" }),
  );
  return { item: make("li", { class: "op" }, row), row, words, spoken: t("program.op", { words, shape: spokenShape(op.shape) }) };
}

/** @param {ProgramOp["shape"]} shape */
const shapeText = (shape) => shape.map(count).join("×");

/** @param {ProgramOp["shape"]} shape */
const spokenShape = ([rows = 0, columns]) => (columns === undefined ? t("program.count", { n: rows }) : t("program.shape", { rows, columns }));

/** Shows how far the step is. @param {readonly Row[]} rows @param {number} done */
export function markRows(rows, done) {
  rows.forEach(({ item, row, spoken }, i) => {
    const state = opState(i, done);
    if (item.dataset["state"] === state) return;
    item.dataset["state"] = state;
    setText(/** @type {HTMLElement} */ (row.querySelector(".op-mark")), { done: "✓", now: "▸", later: "" }[state]);
    setText(/** @type {HTMLElement} */ (row.querySelector(".op-name")), t(`program.op.${state}`, { op: spoken }));
    if (state === "now") row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
}
