/** The data panel: datasets, inputs, new sample. */

import { effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, make, setText } from "../../base/page/dom.js";
import { loadWords, t } from "../../base/words/i18n.js";

/** @import { PanelContext } from "../context.js" */

/** More inputs than this are searched, or, in a built-in dataset, not chosen one by one. */
const MOST_CHIPS = 16;

/** @param {HTMLElement} box @returns {HTMLElement} */
const chipOf = (box) => /** @type {HTMLElement} */ (box.closest("label"));

/** @param {PanelContext} context */
export function bindData(context) {
  const { store, actions, page } = context;
  const features = bindFeatures(context);
  bindRadios("dataset", (dataset) => {
    const isOwn = typeof store.requested.value?.["dataset"] === "object";
    // What was chosen for own numbers does not hold for others.
    actions.set({ dataset, ...(isOwn ? { standardize: null, standardize_targets: null } : {}) });
  });
  byId("new-sample").addEventListener("click", () => {
    const seed = Number(store.requested.value?.["data_seed"] ?? 0);
    actions.set({ data_seed: (seed + 1) % 2 ** 32 });
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
    /** @type {HTMLElement} */ (byId("train-share").closest(".field")).hidden = entry?.all_train ?? false;
    const used = /** @type {string[] | null | undefined} */ (store.requested.value?.["features"]);
    features.show(entry ? entry.feature_names : ownFeatures(page, dataset), used ?? network?.input_names ?? []);
  });
}

/** Returns the features of an uploaded table: those of a line or a plane for one or two columns. @param {PanelContext["page"]} page @param {unknown} dataset */
function ownFeatures(page, dataset) {
  const { n_features: n } = /** @type {{ n_features: number }} */ (dataset);
  return page.own_features[n] ?? Array.from({ length: n }, (_, k) => `x${k + 1}`);
}

/** Binds the choice of inputs; the tools for many of them are loaded when there are many. @param {PanelContext} context */
function bindFeatures({ store, actions, label }) {
  const features = byId("features");
  const boxes = [...features.querySelectorAll("input")];
  /** @type {Promise<ReturnType<typeof import("./feature-tools.js").bindFeatureTools>> | null} */
  let tools = null;

  /** Chooses inputs; returns whether there is at least one. @param {string[]} names */
  function choose(names) {
    if (names.length > 0) actions.set({ features: names });
    else store.dispatch({ type: "notice", message: t("data.one_input"), tone: "error" });
    return names.length > 0;
  }

  features.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
    const isChosen = choose(boxes.filter((box) => box.checked && !chipOf(box).hidden).map((box) => box.value));
    if (!isChosen) target.checked = true;
  });

  /** Shows the search for inputs, and what checks all of them. @param {boolean} isMany */
  async function showTools(isMany) {
    features.classList.toggle("many", isMany);
    if (!isMany && !tools) return;
    tools ??= Promise.all([import("./feature-tools.js"), loadWords()]).then(([{ bindFeatureTools }]) => bindFeatureTools(features, choose));
    (await tools).show(features.classList.contains("many"));
  }

  /** @param {string} name */
  function addChip(name) {
    const box = make("input", { attributes: { type: "checkbox", name: "feature", value: name } });
    features.querySelector(".chips")?.append(make("label", { class: "chip" }, box, make("span")));
    return box;
  }

  return {
    /** @param {readonly string[]} offered @param {readonly string[]} used */
    show(offered, used) {
      const rest = offered.filter((name) => !boxes.some((box) => box.value === name));
      boxes.push(...rest.map(addChip));
      features.hidden = offered.length === 0;
      for (const box of boxes) {
        box.checked = used.includes(box.value);
        const chip = chipOf(box);
        chip.hidden = !offered.includes(box.value);
        const text = chip.querySelector("span");
        if (text && !chip.hidden) setText(text, label(box.value));
      }
      void showTools(offered.length > MOST_CHIPS);
    },
  };
}
