/** The operations of a step as a list: grouped by phase, long phases folded, each with its formula and the shape of what it computes. */

import { count } from "../../../base/numbers/format.js";
import { make, setText } from "../../../base/page/dom.js";
import { t, tIf } from "../../../base/words/i18n.js";
import { setFormula } from "../base/formula.js";
import { foldsOf } from "./folds.js";

/** @import { ProgramOp } from "../../../types.js" */
/** @import { Sentence } from "../../../protocol.js" */

/** @typedef {"done" | "now" | "later"} OpState */
/** @typedef {import("../../../protocol.js").NetworkFields["sites"]} Sites */
/** @typedef {import("./folds.js").Fold} Fold */
/** @typedef {{ item: HTMLElement, row: HTMLButtonElement, words: string, spoken: string, draw: () => void }} Row `spoken` has the shape, too; `draw` sets the formula */

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
 * @param {(sentence: Sentence) => string} write
 * @param {Sites} [sites] what the sites of the network's nodes count
 * @returns {Row[]}
 */
export function fillList(list, ops, write, sites = "nth") {
  const rows = ops.map((op, i) => makeRow(op, i, write));
  const begins = ops.flatMap((op, i) => (op.phase === ops[i - 1]?.phase ? [] : [i]));
  const phases = begins.map((from, k) => {
    const { phase = "" } = ops[from] ?? {};
    const items = foldsOf(ops, from, begins[k + 1] ?? ops.length).map((fold) => makeItem(fold, rows, sites));
    const title = make("h3", { class: "phase-name", text: tIf(`phase.${phase}`) ?? phase });
    return make("li", { class: "phase", attributes: { "data-phase": phase } }, title, make("ol", {}, ...items));
  });
  list.replaceChildren(...phases);
  return rows;
}

/** One operation, or several that are folded; formulas of those are set when they are seen. @param {Fold} fold @param {readonly Row[]} rows @param {Sites} sites */
function makeItem({ first, n, site, node }, rows, sites) {
  const own = rows.slice(first, first + n);
  if (site === null && node === null) {
    for (const { draw } of own) draw();
    return /** @type {Row} */ (own[0]).item;
  }
  const text = site === null ? t(`program.node.${sites}`, { node: node ?? "", n }) : t(`program.site.${sites}`, { site: site + 1, n });
  const details = make(
    "details",
    {},
    make("summary", { class: "op-head", text, attributes: { tabindex: "-1" } }),
    make("ol", {}, ...own.map(({ item }) => item)),
  );
  details.addEventListener("toggle", () => {
    for (const { draw } of own) draw();
  });
  return make("li", { class: "op-fold" }, details);
}

/** @param {ProgramOp} op @param {number} index @param {(sentence: Sentence) => string} write @returns {Row} */
function makeRow(op, index, write) {
  const words = write(op.words);
  const formula = make("span", { class: "formula", attributes: { "aria-hidden": "true" } });
  const draw = () => {
    // What else the operation computes is in its sentence.
    if (!formula.hasChildNodes()) setFormula(formula, op.latex.split(",\\quad")[0] ?? "");
  };
  const row = make(
    "button",
    { class: "op-row", attributes: { type: "button", tabindex: "-1", title: words, "data-op": String(index) } },
    make("span", { class: "op-mark", attributes: { "aria-hidden": "true" } }),
    formula,
    make("span", { class: "op-shape", text: shapeText(op.shape), attributes: { "aria-hidden": "true" } }),
    make("span", { class: "hidden op-name" }),
  );
  return { item: make("li", { class: "op" }, row), row, words, spoken: t("program.op", { words, shape: spokenShape(op.shape) }), draw };
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
