/** The visually hidden tables of an attention network: weights and gradients of each head, tokens and answers. */

import { effect } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { factsOf } from "../../scene/attention/facts.js";
import { linesOf, sumsOf } from "../../scene/attention/numbers.js";
import { panelsOf } from "../../scene/attention/panels.js";
import { sourceOf } from "./words.js";

/** @import { Panel } from "../../scene/attention/panels.js" */
/** @import { Source } from "../../scene/attention/products.js" */
/** @import { PictureState } from "./state.js" */

const EVERY_MS = 2000;

/** Fills the tables, during a run only every few seconds. @param {PictureState} state @param {HTMLElement} box */
export function bindTables(state, box) {
  const { store } = state;
  const all = make("div", { class: "hidden attention-tables" });
  box.append(all);
  let last_ms = -Infinity;
  effect(() => {
    const source = sourceOf(state, store.frame.value);
    const now_ms = performance.now();
    if (!source?.frame || (store.state.value.running && now_ms - last_ms < EVERY_MS)) return;
    last_ms = now_ms;
    const heads = panelsOf(source.attention).filter(({ form }) => form === "keys");
    all.replaceChildren(
      makeTokens(source, store.view.value.probe !== null),
      ...heads.flatMap((panel) => [false, true].map((isGrad) => makeTable(source, panel, isGrad))),
    );
  });
}

/** @param {Source} source @param {boolean} isFollowed */
function makeTokens(source, isFollowed) {
  const { tokens, answers, targets } = factsOf(source, isFollowed, new Map());
  /** @param {string} name @param {readonly (number | null)[]} numbers */
  const row = (name, numbers) =>
    make("tr", {}, make("th", { text: name, attributes: { scope: "row" } }), ...numbers.map((each) => make("td", { text: String(each ?? "–") })));
  return make(
    "table",
    { class: "tokens" },
    make("caption", { text: t("attention.table.tokens") }),
    row(t("attention.table.input"), tokens),
    row(t("attention.table.answer"), answers),
    row(t("attention.table.target"), targets),
  );
}

/** @param {Source} source @param {Panel} panel @param {boolean} isGrad */
function makeTable({ frame, network, attention }, panel, isGrad) {
  const n = attention.nPositions;
  const lines = linesOf(frame, network, panel, isGrad) ?? new Float64Array(n * n).fill(NaN);
  const sums = sumsOf(lines, n);
  const places = Array.from({ length: n }, (_, k) => k);
  /** @param {string} text @param {"row" | "col"} scope */
  const heading = (text, scope) => make("th", { text, attributes: { scope } });
  const head = make(
    "tr",
    {},
    make("td"),
    ...places.map((k) => heading(t("attention.table.key", { n: k + 1 }), "col")),
    heading(t("attention.table.sum"), "col"),
  );
  const rows = places.map((row) =>
    make(
      "tr",
      {},
      heading(t("attention.table.query", { n: row + 1 }), "row"),
      ...places.map((k) => make("td", { text: number(lines[row * n + k]), attributes: { "data-value": String(lines[row * n + k]) } })),
      make("td", { class: "sum", text: number(sums[row]) }),
    ),
  );
  const caption = make("caption", { text: t("attention.table", { name: isGrad ? panel.gradSymbol : panel.symbol }) });
  return make("table", { attributes: { "data-panel": `${isGrad ? "d" : ""}${panel.key}` } }, caption, head, ...rows);
}
