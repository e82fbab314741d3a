/** Greys the datasets that the kind of network does not read, and names the kinds that do. */

import { effect } from "@preact/signals-core";
import { byId, radios } from "../../base/page/dom.js";
import { listed, t } from "../../base/words/i18n.js";
import { kindsFor, reads } from "../../scene/kinds/fitting.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PanelContext } from "../context.js" */

/** The groups of datasets: one in which none can be chosen is folded. */
const GROUPS = ["points", "sequences"];

/** @param {Pick<PanelContext, "page">} context @param {ReadonlySignal<string>} kind */
export function bindDatasets({ page }, kind) {
  const boxes = radios("dataset");
  const own = /** @type {HTMLButtonElement[]} */ ([...byId("own-panel").querySelectorAll("button")]);
  const titles = new Map([...boxes.map(labelOf), ...own].map((element) => [element, element.title]));
  const names = new Map(boxes.map((box) => [box, box.getAttribute("aria-label") ?? ""]));

  /** Returns which kinds read a dataset, as a sentence. @param {unknown} dataset */
  const reason = (dataset) => t("data.unread", { kinds: listed(kindsFor(dataset, page).map((name) => page.labels["network"]?.[name] ?? name)) });

  effect(() => {
    for (const box of boxes) {
      const label = labelOf(box);
      const isRead = reads(kind.value, box.value, page);
      box.disabled = !isRead;
      label.classList.toggle("unread", !isRead);
      const usual = titles.get(label) ?? "";
      label.title = isRead ? usual : `${usual} ${reason(box.value)}`;
      const name = names.get(box) ?? "";
      box.setAttribute("aria-label", isRead ? name : `${name}. ${reason(box.value)}`);
    }
    for (const id of GROUPS) {
      const group = /** @type {HTMLDetailsElement} */ (byId(id));
      const isRead = [...group.querySelectorAll("input")].some(({ value }) => reads(kind.value, value, page));
      group.classList.toggle("read", isRead);
      group.open = isRead;
    }
  });
  effect(() => {
    const isRead = reads(kind.value, null, page);
    for (const button of own) {
      button.disabled = !isRead;
      button.title = isRead ? (titles.get(button) ?? "") : reason(null);
    }
  });
}

/** @param {HTMLElement} box @returns {HTMLElement} */
const labelOf = (box) => /** @type {HTMLElement} */ (box.closest("label"));
