/** The data panel: datasets, inputs, new sample. */

import { effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, make, setText } from "../../base/dom.js";
import { t } from "../../base/i18n.js";

/** @import { PanelContext } from "../context.js" */

/** With more inputs than this there is no choice of single ones. */
const MOST_CHIPS = 16;

/** @param {PanelContext} context */
export function bindData({ store, actions, page, label }) {
  bindRadios("dataset", (dataset) => actions.set({ dataset }));
  byId("new-sample").addEventListener("click", () => {
    const seed = Number(store.requested.value?.["data_seed"] ?? 0);
    actions.set({ data_seed: (seed + 1) % 2 ** 32 });
  });

  const features = byId("features");
  const boxes = [...features.querySelectorAll("input")];
  features.addEventListener("change", ({ target }) => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length > 0) actions.set({ features: chosen });
    else {
      if (target instanceof HTMLInputElement) target.checked = true;
      store.dispatch({ type: "notice", message: t("data.one_input"), tone: "error" });
    }
  });

  effect(() => {
    const { experiment, network } = store.state.value;
    const dataset = experiment?.["dataset"] ?? page.defaults["dataset"];
    const name = typeof dataset === "string" ? dataset : "";
    const wanted = store.requested.value?.["dataset"] ?? dataset;
    const entry = page.datasets[name];
    const isFixed = entry?.fixed ?? true;
    checkRadio("dataset", typeof wanted === "string" ? wanted : "");
    setText(byId("dataset-name"), entry ? t("data.caption", { name: page.labels["dataset"]?.[name] ?? name, help: entry.help }) : "");
    // A fixed dataset has neither noise nor another number of samples.
    for (const id of ["noise", "n-samples"]) /** @type {HTMLElement} */ (byId(id).closest(".field")).hidden = isFixed;
    const used = /** @type {string[] | null | undefined} */ (store.requested.value?.["features"]);
    showFeatures(entry?.feature_names ?? ownFeatures(dataset), used ?? network?.input_names ?? []);
  });

  /** @param {readonly string[]} given @param {readonly string[]} used */
  function showFeatures(given, used) {
    const offered = given.length > MOST_CHIPS ? [] : given;
    const rest = offered.filter((name) => !boxes.some((box) => box.value === name));
    boxes.push(...rest.map(addChip));
    features.hidden = offered.length === 0;
    for (const box of boxes) {
      box.checked = used.includes(box.value);
      const chip = /** @type {HTMLElement} */ (box.closest("label"));
      chip.hidden = !offered.includes(box.value);
      const text = chip.querySelector("span");
      if (text && !chip.hidden) setText(text, label(box.value));
    }
  }

  /** @param {string} name */
  function addChip(name) {
    const box = make("input", { attributes: { type: "checkbox", name: "feature", value: name } });
    features.querySelector(".chips")?.append(make("label", { class: "chip" }, box, make("span")));
    return box;
  }

  /** Returns the features of an uploaded table: those of a line or a plane for one or two columns. @param {unknown} dataset */
  function ownFeatures(dataset) {
    const { n_features: n } = /** @type {{ n_features: number }} */ (dataset);
    return page.own_features[n] ?? Array.from({ length: n }, (_, k) => `x${k + 1}`);
  }
}
