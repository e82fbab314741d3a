/** The confusion matrix: a table of counts, rows true, columns predicted. */

import { computed, effect } from "@preact/signals-core";
import { byId, make, setText } from "../../base/dom.js";
import { count } from "../../base/format.js";
import { t } from "../../base/i18n.js";
import { throttled } from "../../base/throttled.js";
import { section } from "../../net/frame.js";
import { confusionRows, shadeOf } from "../../scene/output/output-views.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PanelContext } from "../context.js" */

/**
 * @param {PanelContext} context
 * @param {{ isShown: ReadonlySignal<boolean>, part: ReadonlySignal<"train" | "test"> }} look
 */
export function bindConfusion({ store }, { isShown, part }) {
  const names = computed(() => store.state.value.data?.class_names ?? []);
  const key = computed(() => JSON.stringify(names.value));
  const frame = throttled(store.frame);
  /** @type {HTMLElement[][]} */
  let cells = [];

  effect(() => {
    void key.value;
    const all = names.peek();
    byId("confusion-head").replaceChildren(
      make("td"),
      ...all.map((name) => make("th", { text: name, attributes: { scope: "col", title: t("confusion.column", { name }) } })),
      make("th", { class: "recall", text: "%", attributes: { scope: "col", title: t("confusion.percent.title"), "aria-label": t("confusion.percent") } }),
    );
    cells = all.map((_, i) => [...all, ""].map((_, j) => make("td", { class: j === all.length ? "recall" : j === i ? "right" : "" })));
    byId("confusion-rows").replaceChildren(
      ...cells.map((row, i) => make("tr", {}, make("th", { text: all[i] ?? "", attributes: { scope: "row", title: all[i] ?? "" } }), ...row)),
    );
  });

  effect(() => {
    void key.value;
    setText(byId("confusion-caption"), t(part.value === "test" ? "confusion.test" : "confusion.train"));
    if (!isShown.value) return;
    const rows = confusionRows(section(frame.value, "confusion"), part.value);
    if (rows.length !== cells.length) return;
    rows.forEach(({ cells: found, right }, i) => {
      found.forEach((cell, j) => {
        const box = cells[i]?.[j];
        if (!box) return;
        setText(box, count(cell.count));
        box.dataset["shade"] = String(shadeOf(cell));
      });
      const share = cells[i]?.at(-1);
      if (share) setText(share, Number.isNaN(right) ? "–" : String(Math.round(100 * right)));
    });
  });
}
