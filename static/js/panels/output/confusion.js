/** The confusion matrix: a table of counts, rows true, columns predicted. */

import { computed, effect } from "@preact/signals-core";
import { count, percent } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { confusionRows, shadeOf } from "../../scene/output/output-views.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PanelContext } from "../context.js" */

/** With more classes there is no room for words beside the numbers. */
const MOST_IN_WORDS = 4;

/**
 * @param {PanelContext} context
 * @param {{ isShown: ReadonlySignal<boolean>, part: ReadonlySignal<"train" | "test"> }} look
 */
export function bindConfusion({ store }, { isShown, part }) {
  const names = computed(() => store.state.value.data?.class_names ?? []);
  const key = computed(() => JSON.stringify(names.value));
  const frame = throttled(store.frame);
  let cells = makeTable([]);

  effect(() => {
    void key.value;
    cells = makeTable(names.peek());
  });

  effect(() => {
    void key.value;
    setText(byId("confusion-caption"), t(part.value === "test" ? "confusion.test" : "confusion.train"));
    if (!isShown.value) return;
    const rows = confusionRows(section(frame.value, "confusion"), part.value);
    if (rows.length !== cells.counts.length) return;
    rows.forEach(({ cells: found, total, recall, predicted, precision }, i) => {
      found.forEach((cell, j) => {
        const box = cells.counts[i]?.[j];
        if (!box) return;
        setText(box, count(cell.count));
        box.dataset["shade"] = String(shadeOf(cell));
      });
      const name = names.peek()[i] ?? "";
      showShare(cells.recalls[i], shareText(recall, rows.length), t("confusion.recall.of", { name, n: total }));
      showShare(cells.precisions[i], shareText(precision, rows.length), t("confusion.precision.of", { name, n: predicted }));
    });
  });
}

/** Makes the cells of the table: counts, a recall per row, a precision per column. @param {readonly string[]} names of the classes */
function makeTable(names) {
  const cell = (/** @type {string} */ kind) => make("td", { class: kind });
  const counts = names.map((_, i) => names.map((_name, j) => cell(j === i ? "right" : "")));
  const recalls = names.map(() => cell("recall"));
  const precisions = names.map(() => cell("recall"));
  byId("confusion-head").replaceChildren(
    make("td"),
    ...names.map((name) => make("th", { text: name, attributes: { scope: "col", title: t("confusion.column", { name }) } })),
    headOf("recall", "col", names.length),
  );
  byId("confusion-rows").replaceChildren(
    ...counts.map((row, i) =>
      make("tr", {}, make("th", { text: names[i] ?? "", attributes: { scope: "row", title: names[i] ?? "" } }), ...row, recalls[i] ?? ""),
    ),
  );
  byId("confusion-foot").replaceChildren(headOf("precision", "row", names.length), ...precisions, make("td"));
  return { counts, recalls, precisions };
}

/** @param {"recall" | "precision"} what @param {"row" | "col"} scope @param {number} nClasses */
function headOf(what, scope, nClasses) {
  const word = t(`confusion.${what}`);
  return make("th", {
    class: "recall",
    text: nClasses > MOST_IN_WORDS ? "%" : word,
    attributes: { scope, title: t(`confusion.${what}.title`), "aria-label": word },
  });
}

/** Writes a share in per cent, with the sign where there is room. @param {number} share @param {number} nClasses */
const shareText = (share, nClasses) => (nClasses > MOST_IN_WORDS && !Number.isNaN(share) ? String(Math.round(100 * share)) : percent(share, 0));

/** @param {HTMLElement | undefined} cell @param {string} text @param {string} title */
function showShare(cell, text, title) {
  if (!cell) return;
  setText(cell, text);
  cell.title = title;
}
