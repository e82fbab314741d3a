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

  function write() {
    timer = 0;
    const found = factors.peek();
    if (!found) return;
    const sum = terms.peek();
    setText(caption, t("recurrent.caption", { step: found.step, state: found.state }));
    const names = [t("recurrent.table.step"), t("recurrent.dot", { state: found.state }), ...found.factors.map(({ name }) => t(`recurrent.sign.${name}`))];
    const heads = sum ? [...names, t("recurrent.table.term")] : names;
    head.replaceChildren(...heads.map((text) => make("th", { text, attributes: { scope: "col" } })));
    foot.replaceChildren(...(sum ? [makeFoot(heads.length - 2, sum.value)] : []));
    rows.replaceChildren(
      ...found.sizes.map((size, step) => {
        const numbers = [size, ...found.factors.map(({ values }) => values[step] ?? null)];
        const at = sum?.sites?.indexOf(step) ?? -1;
        const cells = sum ? [...numbers, at < 0 ? null : (sum.terms[at] ?? null)] : numbers;
        return make("tr", {}, make("th", { text: String(step + 1), attributes: { scope: "row" } }), ...cells.map((value) => make("td", { text: full(value) })));
      }),
    );
  }

  effect(() => {
    void [factors.value, terms.value];
    const isRunning = store.state.value.running;
    if (isRunning && timer !== 0) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(write, isRunning ? TABLE_EVERY_MS : 0);
  });
}
