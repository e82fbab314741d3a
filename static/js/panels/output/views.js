/** The choice of the output view: boundary, samples or confusion matrix. */

import { computed, effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, radios, setText } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { once } from "../../base/timing/once.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { outputView, outputViews } from "../../scene/output/output-views.js";

/** @import { PanelContext } from "../context.js" */
/** @import { OutputView } from "../../scene/output/output-views.js" */

/** @param {PanelContext} context */
export function bindViews(context) {
  const { store } = context;
  const data = computed(() => store.state.value.data);
  const view = computed(() => outputView(data.value, store.view.value.answers));
  const part = computed(() => /** @type {"train" | "test"} */ (store.view.value.showTest ? "test" : "train"));

  const boundary = byId("answers").querySelector("[value=boundary] + span");
  const usual = boundary?.textContent ?? "";

  bindRadios("answers", (answers) => store.dispatch({ type: "view", patch: { answers: /** @type {OutputView} */ (answers) } }));
  effect(() => {
    const views = outputViews(data.value);
    byId("answers").hidden = views.length < 2;
    byId("output-title").classList.toggle("hidden", views.length > 1);
    for (const radio of radios("answers")) {
      /** @type {HTMLElement} */ (radio.closest("label")).hidden = !views.includes(/** @type {OutputView} */ (radio.value));
    }
    if (boundary) setText(boundary, data.value?.domain === null ? t("answers.score") : usual);
    checkRadio("answers", view.value);
    byId("output-panel").dataset["answers"] = view.value;
    byId("samples").hidden = view.value !== "samples";
    byId("confusion").hidden = view.value !== "confusion";
  });
  const needs = new Promise((resolve) => {
    once(
      () => view.value !== "boundary",
      () => resolve(Promise.all([applyStyles("output-views"), loadWords()])),
    );
  });
  once(
    () => view.value === "samples",
    async () => {
      const [{ bindSamples }] = await Promise.all([import("./samples.js"), needs]);
      bindSamples(context, { isShown: computed(() => view.value === "samples"), part });
    },
  );
  once(
    () => view.value === "confusion",
    async () => {
      const [{ bindConfusion }] = await Promise.all([import("./confusion.js"), needs]);
      bindConfusion(context, { isShown: computed(() => view.value === "confusion"), part });
    },
  );
}
