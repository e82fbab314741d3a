/** The gradient over time as a hidden table. */

import { effect } from "@preact/signals-core";
import { full } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

const TABLE_EVERY_MS = 2000;

/** Makes the row of the sum of all terms. @param {number} empty cells before it @param {number | null} value */
const makeFoot = (empty, value) =>
  make(
    "tr",
    {},
    make("th", { text: t("recurrent.table.sum"), attributes: { scope: "row" } }),
    ...Array.from({ length: empty }, () => make("td")),
    make("td", { text: full(value) }),
  );

/** @param {Parts["table"]} table @param {Pick<Model, "factors" | "terms" | "store">} model */
export function bindTimeTable({ caption, head, rows, foot }, { factors, terms, store }) {
  let timer = 0;
  let headText = "";
  /** The rows that there are: the browser lays texts that change out faster than new cells. @type {HTMLElement[][]} */
  let made = [];

  /** Makes rows where there are others. @param {readonly string[]} heads @param {number} nSteps */
  function fit(heads, nSteps) {
    const text = [nSteps, ...heads].join();
    if (text === headText) return;
    headText = text;
    head.replaceChildren(...heads.map((name) => make("th", { text: name, attributes: { scope: "col" } })));
    made = Array.from({ length: nSteps }, () => heads.slice(1).map(() => make("td")));
    rows.replaceChildren(...made.map((cells, step) => make("tr", {}, make("th", { text: String(step + 1), attributes: { scope: "row" } }), ...cells)));
  }

  function write() {
    timer = 0;
    const found = factors.peek();
    if (!found) return;
    const sum = terms.peek();
    setText(caption, t("recurrent.caption", { step: found.step, state: found.state }));
    const names = [t("recurrent.table.step"), t("recurrent.dot", { state: found.state }), ...found.factors.map(({ name }) => t(`recurrent.sign.${name}`))];
    const heads = sum ? [...names, t("recurrent.table.term")] : names;
    fit(heads, found.sizes.length);
    foot.replaceChildren(...(sum ? [makeFoot(heads.length - 2, sum.value)] : []));
    found.sizes.forEach((size, step) => {
      const numbers = [size, ...found.factors.map(({ values }) => values[step] ?? null)];
      const at = sum?.sites?.indexOf(step) ?? -1;
      const all = sum ? [...numbers, at < 0 ? null : (sum.terms[at] ?? null)] : numbers;
      made[step]?.forEach((cell, i) => void setText(cell, full(all[i])));
    });
  }

  effect(() => {
    void [factors.value, terms.value];
    const isRunning = store.state.value.running;
    if (isRunning && timer !== 0) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(write, isRunning ? TABLE_EVERY_MS : 0);
  });
}
