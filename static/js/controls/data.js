/** The data panel: datasets, inputs, new sample. */

import { effect } from "@preact/signals-core";
import { t } from "../words.js";
import { bindRadios, byId, checkRadio, setText } from "./dom.js";

/** @import { Parts } from "./all.js" */

/** @param {Parts} parts */
export function bindData({ store, actions, page }) {
  bindRadios("dataset", (dataset) => actions.set({ dataset }));
  byId("new-sample").addEventListener("click", () => {
    const seed = Number(store.state.value.experiment?.["data_seed"] ?? 0);
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
    const name = experiment?.["dataset"] ?? page.defaults["dataset"];
    if (typeof name !== "string") return;
    checkRadio("dataset", name);
    const entry = page.datasets[name];
    setText(byId("dataset-name"), t("data.caption", { name: page.labels["dataset"]?.[name] ?? name, help: entry?.help ?? "" }));
    for (const id of ["noise", "n-samples", "new-sample"]) {
      const control = /** @type {HTMLInputElement} */ (byId(id));
      control.disabled = (entry?.fixed ?? false) && id !== "new-sample";
    }
    const offered = entry?.feature_names ?? [];
    const used = network?.input_names ?? [];
    features.hidden = !boxes.some((box) => offered.includes(box.value));
    for (const box of boxes) {
      box.checked = used.includes(box.value);
      const chip = /** @type {HTMLElement} */ (box.closest("label"));
      chip.hidden = !offered.includes(box.value);
    }
  });
}
