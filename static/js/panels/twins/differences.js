/** The table of what differs between the two runs, and what can be done with the twin. */

import { computed, effect } from "@preact/signals-core";
import { count } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { isSameShape } from "../../scene/network/difference.js";
import { bindSettingEditor } from "./setting-editor.js";
import { differenceRows } from "./texts.js";

/** @import { PanelContext } from "../context.js" */
/** @import { ExperimentFields } from "../../protocol.js" */

/** @param {PanelContext} context of the run */
export function bindDifferences(context) {
  const { store, actions, page } = context;
  const label = valueLabels(page, context.label);
  const differences = computed(() => store.state.value.twin?.differences ?? {});
  const counts = computed(() => {
    const { network, twin } = store.state.value;
    return [network, twin?.network].map((each) => each?.n_parameters ?? 0);
  });
  effect(() => {
    const [a = 0, b = 0] = counts.value;
    byId("difference-rows").replaceChildren(...tableRows(context, differenceRows(differences.value, label), [a, b]));
  });
  effect(() => {
    const { network, twin } = store.state.value;
    const first = twin?.first_difference ?? null;
    const [a, b] = counts.value;
    // Where they differ, the numbers of weights tell that the shapes do.
    const other = a === b ? t("twin.other_shape") : "";
    const equal = isSameShape(network, twin?.network ?? null) ? t("twin.identical") : other;
    setText(byId("first-difference"), first === null ? equal : t("twin.first", { step: first }));
  });
  const menu = /** @type {HTMLSelectElement} */ (byId("change-field"));
  const editor = bindSettingEditor(
    context,
    { menu, slot: byId("change-value"), button: byId("change-use") },
    {
      present: () => store.state.value.twin?.experiment ?? {},
      onChoose(change) {
        actions.setTwin(change);
        byId("change-twin").hidePopover();
      },
    },
  );
  byId("change-open").addEventListener("click", () => {
    menu.value = Object.keys(differences.value).find((field) => [...menu.options].some(({ value }) => value === field)) ?? menu.value;
    editor.showBox();
  });
  for (const [id, act] of /** @type {const} */ ([
    ["twin-swap", actions.swapTwin],
    ["twin-promote", actions.promoteTwin],
    ["twin-drop", actions.dropTwin],
  ])) {
    byId(id).addEventListener("click", () => act());
  }
}

/** Creates the rows of the table: each field that differs, the numbers of parameters if they do, and all else. @param {PanelContext} context @param {ReturnType<typeof differenceRows>} rows @param {readonly [number, number]} nParameters */
function tableRows(context, rows, [nOfRun, nOfTwin]) {
  const heading = (/** @type {string} */ text) => make("th", { text, attributes: { scope: "row" } });
  const cells = (/** @type {string[]} */ ...texts) => texts.map((text) => make("td", { text }));
  const counts = cells(count(nOfRun), count(nOfTwin));
  return [
    ...rows.map(({ field, name, a, b }) => make("tr", {}, heading(name), ...cells(a, b), make("td", {}, equalize(context, field, name)))),
    ...(nOfRun === nOfTwin ? [] : [make("tr", { class: "parameters" }, heading(t("twin.parameters")), ...counts, make("td"))]),
    make(
      "tr",
      { class: "rest" },
      heading(t(rows.length > 0 ? "twin.rest" : "twin.everything")),
      make("td", { text: t("twin.the_same"), attributes: { colspan: "3" } }),
    ),
  ];
}

/** Creates the button that gives the twin the value of the run. @param {PanelContext} context @param {string} field @param {string} name */
function equalize({ store, actions }, field, name) {
  const button = make("button", {
    class: "link",
    text: "×",
    attributes: { type: "button", "aria-label": t("twin.equalize", { field: name }), title: t("twin.equalize", { field: name }) },
  });
  button.addEventListener("click", () => actions.setTwin(/** @type {ExperimentFields} */ ({ [field]: store.state.value.experiment?.[field] ?? null })));
  return button;
}
