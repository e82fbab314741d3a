/** The selected cell of an attention network: its number, the products that it is the sum of, and why a score is what it is. */

import { effect } from "@preact/signals-core";
import { number, signed } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { listed, t } from "../../base/words/i18n.js";
import { factsOf } from "../../scene/attention/facts.js";
import { gridOf, gridsOf } from "../../scene/attention/grids.js";
import { checkHead, linesOf } from "../../scene/attention/numbers.js";
import { numberIn, productsOf } from "../../scene/attention/products.js";
import { scorePartsOf } from "../../scene/attention/score-parts.js";
import { isMasked } from "../../scene/attention/structure.js";
import { bindDerivation } from "./derivation.js";
import { chosenCell } from "./state.js";
import { cellName, sentenceOf, sourceOf } from "./texts.js";

/** @import { PanelContext } from "../context.js" */
/** @import { AttentionShape, Cell } from "../../scene/attention/shape.js" */
/** @import { Products, Source } from "../../scene/attention/products.js" */
/** @import { PictureState } from "./state.js" */

/** Notes on the whole picture. */
const MOST_NOTES = 4;

/**
 * @param {PanelContext} context
 * @param {PictureState} state
 * @param {HTMLElement} box
 * @param {0 | 1} run
 */
export function bindDetail(context, state, box, run) {
  const { store } = state;
  const frame = throttled(store.frame);
  const name = make("b", { class: "attention-name" });
  const value = make("span", { class: "attention-value" });
  const indices = make("span", { class: "attention-indices", text: t("attention.indices") });
  const how = make("p", { class: "attention-how" });
  const lines = Array.from({ length: MOST_NOTES }, () => make("span"));
  const parts = makeParts();
  const derivation = make("div", { class: "attention-derivation" });
  const terms = makeTerms();
  box.append(
    make("p", { class: "attention-notes" }, ...lines),
    make("div", { class: "attention-line" }, name, value, indices),
    make("div", { class: "attention-body" }, make("div", {}, how, terms.box), parts.box),
    derivation,
  );
  bindDerivation(context, state, derivation, run);

  effect(() => {
    const cell = chosenCell(state);
    const source = sourceOf(state, frame.value);
    const grid = source && cell && gridOf(gridsOf(source.attention), cell.key);
    box.classList.toggle("is-empty", !grid);
    const notes = source && !grid ? notesOf(source, state.shape.value, store.view.value.probe !== null) : [];
    lines.forEach((line, k) => void setText(line, notes[k] ?? ""));
    box.classList.toggle("is-above", cell?.isGrad ?? false);
    indices.hidden = grid?.form !== "keys";
    if (!source) return;
    if (!grid) {
      setText(name, "");
      setText(value, "");
      setText(how, "");
      terms.show(null);
      parts.show(null, null);
      return;
    }
    const other = numberIn(source, { ...cell, isGrad: !cell.isGrad });
    setText(name, `${cellName(grid, cell)} = ${number(numberIn(source, cell))}`);
    setText(value, `${cellName(grid, { ...cell, isGrad: !cell.isGrad })} = ${number(other)}`);
    setText(how, sentenceOf(source, grid, cell));
    const isScore = grid.form === "keys" && !cell.isGrad && !isMasked(source.attention, cell.row, cell.column);
    terms.show(productsOf(source, isScore ? { ...cell, key: `S${grid.head}` } : cell));
    parts.show(source, isScore ? { ...cell, key: `S${grid.head}` } : null);
  });
}

/** What holds of the whole picture, and of all its cells in this step. @param {Source} source @param {AttentionShape | null} shape @param {boolean} isOfSample @returns {string[]} */
function notesOf(source, shape, isOfSample) {
  const missing = gridsOf(source.attention).filter(({ key }) => shape && !gridOf(shape.grids, key));
  const leftOut = missing.length > 0 ? [t("attention.left_out", { names: listed(missing.map(({ symbol }) => symbol)) })] : [];
  if (!isOfSample) return [t("attention.overview.batch"), ...leftOut];
  const total = checkAll(source);
  const masked = total && total.masked > 0 ? [t("attention.checked.masked", total)] : [];
  return [t("attention.overview"), ...(total ? [t("attention.checked", total)] : []), ...masked, ...leftOut];
}

/** Checks all heads; null before the step has all numbers. @param {Source} source */
function checkAll({ frame, network, attention }) {
  const total = { cells: 0, equal: 0, masked: 0, zeros: 0 };
  for (const grid of gridsOf(attention).filter(({ node }) => node === "A")) {
    const [A, dA] = [false, true].map((isGrad) => linesOf(frame, network, grid, isGrad));
    const dS = linesOf(frame, network, { ...grid, node: "S", gradNode: "S" }, true);
    if (!A || !dA || !dS || dS.some(Number.isNaN)) return null;
    const found = checkHead(attention, { A, dA, dS });
    for (const key of /** @type {(keyof typeof total)[]} */ (Object.keys(total))) total[key] += found[key];
  }
  return total;
}

/** Writes the second factor of products, with the root of d that divides them. @param {Products} products */
const secondText = ({ second, share }) => (share === 1 ? second : t("attention.over_root", { second, d: Math.round(share ** -2) }));

/** The products whose sum a number is, as bars. */
function makeTerms() {
  const heading = make("span", { class: "attention-sum" });
  const list = make("ol", { class: "attention-terms", attributes: { "aria-hidden": "true" } });
  return {
    box: make("div", { class: "attention-products" }, heading, list),
    /** @param {Products | null} products */
    show(products) {
      heading.hidden = list.hidden = !products;
      if (!products) return;
      const { terms, first, sum, along } = products;
      const largest = Math.max(...terms.map(Math.abs), Number.MIN_VALUE);
      setText(heading, t(`attention.products.${along}`, { first, second: secondText(products), sum: number(sum), n: terms.length }));
      while (list.children.length > terms.length) list.lastChild?.remove();
      while (list.children.length < terms.length) list.append(make("li", {}, make("i")));
      terms.forEach((term, k) => {
        const item = /** @type {HTMLElement} */ (list.children[k]);
        item.classList.toggle("negative", term < 0);
        item.style.setProperty("--size", String(Math.abs(term) / largest));
        item.title = `${k + 1}: ${signed(term)}`;
      });
    },
  };
}

/** The four parts of a score. */
function makeParts() {
  const heads = [0, 1].map(() => make("th", { attributes: { scope: "col" } }));
  const rows = [0, 1].map(() => ({ head: make("th", { attributes: { scope: "row" } }), cells: [make("td"), make("td")] }));
  const table = make(
    "table",
    { class: "attention-parts" },
    make("caption", { text: t("attention.parts") }),
    make("tr", {}, make("td"), ...heads),
    ...rows.map(({ head, cells }) => make("tr", {}, head, ...cells)),
  );
  return {
    box: table,
    /** @param {Source | null} source @param {Cell | null} cell */
    show(source, cell) {
      const parts = source && cell && scorePartsOf(source, Number(cell.key.slice(1)), cell.row, cell.column);
      table.hidden = !parts;
      if (!parts) return;
      const { tokens } = factsOf(source, true);
      const [query, key] = [cell.row, cell.column].map((row) => ({ place: row + 1, token: String(tokens[row] ?? "–") }));
      heads.forEach((head, k) => {
        setText(head, k === 0 ? t("attention.parts.key_token", { n: key?.token ?? "" }) : t("attention.parts.key_place", { n: key?.place ?? 0 }));
      });
      const largest = Math.max(...parts.flat().map(Math.abs));
      rows.forEach(({ head, cells }, k) => {
        setText(head, k === 0 ? t("attention.parts.query_token", { n: query?.token ?? "" }) : t("attention.parts.query_place", { n: query?.place ?? 0 }));
        cells.forEach((cellOf, j) => {
          const part = parts[k]?.[j] ?? NaN;
          setText(cellOf, signed(part));
          cellOf.classList.toggle("largest", Math.abs(part) === largest);
        });
      });
    },
  };
}
