/** The visually hidden tables of an attention network: weights and gradients of each head, tokens and answers. */

import { effect } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { factsOf } from "../../scene/attention/facts.js";
import { gridsOf } from "../../scene/attention/grids.js";
import { linesOf, sumsOf } from "../../scene/attention/numbers.js";
import { sourceOf } from "./texts.js";

/** @import { Attention } from "../../scene/attention/structure.js" */
/** @import { Grid } from "../../scene/attention/grids.js" */
/** @import { Source } from "../../scene/attention/products.js" */
/** @import { PictureState } from "./state.js" */

const EVERY_MS = 2000;

/** Fills the tables, during a run only every few seconds. @param {PictureState} state @param {HTMLElement} box */
export function bindTables(state, box) {
  const { store } = state;
  const all = make("div", { class: "hidden attention-tables" });
  box.append(all);
  let last_ms = -Infinity;
  /** The tables of the network that they were made for. */
  let made = { attention: state.attention.peek(), fill: /** @type {Fill[]} */ ([]) };
  effect(() => {
    const source = sourceOf(state, store.frame.value);
    const now_ms = performance.now();
    if (!source?.frame || (store.state.value.running && now_ms - last_ms < EVERY_MS)) return;
    last_ms = now_ms;
    if (made.fill.length === 0 || made.attention !== source.attention) {
      const tables = [
        makeTokens(source.attention),
        ...gridsOf(source.attention).flatMap((grid) => (grid.form === "keys" ? bothTables(source.attention, grid) : [])),
      ];
      all.replaceChildren(...tables.map(({ table }) => table));
      made = { attention: source.attention, fill: tables.map(({ fill }) => fill) };
    }
    const isFollowed = store.view.value.probe !== null;
    for (const fill of made.fill) fill(source, isFollowed);
  });
}

/** @typedef {(source: Source, isFollowed: boolean) => void} Fill writes the numbers of a frame into a table */
/** @typedef {{ table: HTMLTableElement, fill: Fill }} Filled */

/** @param {string} text @param {"row" | "col"} scope */
const heading = (text, scope) => make("th", { text, attributes: { scope } });

/** @param {Attention} attention @returns {Filled} */
function makeTokens({ nPositions }) {
  const names = [t("attention.table.input"), t("attention.table.answer"), t("attention.table.target")];
  const rows = names.map((name) => ({ name, cells: Array.from({ length: nPositions }, () => make("td")) }));
  const table = make(
    "table",
    { class: "tokens" },
    make("caption", { text: t("attention.table.tokens") }),
    ...rows.map(({ name, cells }) => make("tr", {}, heading(name, "row"), ...cells)),
  );
  return {
    table,
    fill(source, isFollowed) {
      const { tokens, answers, targets } = factsOf(source, isFollowed);
      [tokens, answers, targets].forEach((numbers, k) => {
        rows[k]?.cells.forEach((cell, position) => {
          setText(cell, String(numbers[position] ?? "–"));
        });
      });
    },
  };
}

/** @param {Attention} attention @param {Grid} grid */
const bothTables = (attention, grid) => [false, true].map((isGrad) => makeTable(attention, grid, isGrad));

/** @param {Attention} attention @param {Grid} grid @param {boolean} isGrad @returns {Filled} */
function makeTable({ nPositions: n }, grid, isGrad) {
  const places = Array.from({ length: n }, (_, k) => k);
  const rows = places.map(() => ({ cells: places.map(() => make("td")), sum: make("td", { class: "sum" }) }));
  const head = make(
    "tr",
    {},
    make("td"),
    ...places.map((k) => heading(t("attention.table.key", { n: k + 1 }), "col")),
    heading(t("attention.table.sum"), "col"),
  );
  const table = make(
    "table",
    { attributes: { "data-grid": `${isGrad ? "d" : ""}${grid.key}` } },
    make("caption", { text: t("attention.table", { name: isGrad ? grid.gradSymbol : grid.symbol }) }),
    head,
    ...rows.map(({ cells, sum }, row) => make("tr", {}, heading(t("attention.table.query", { n: row + 1 }), "row"), ...cells, sum)),
  );
  return {
    table,
    fill({ frame, network }) {
      const lines = linesOf(frame, network, grid, isGrad) ?? new Float64Array(n * n).fill(Number.NaN);
      const sums = sumsOf(lines, n);
      rows.forEach(({ cells, sum }, row) => {
        cells.forEach((cell, k) => {
          const value = lines[row * n + k];
          setText(cell, number(value));
          cell.dataset["value"] = String(value);
        });
        setText(sum, number(sums[row]));
      });
    },
  };
}
