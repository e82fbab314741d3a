/** Which view of the answers is on screen: boundary, samples or confusion matrix. */

import { computed, effect } from "@preact/signals-core";
import { answersView, answersViews } from "../../scene/answers.js";
import { bindConfusion } from "./confusion.js";
import { bindRadios, byId, checkRadio, radios } from "../../base/dom.js";
import { bindSamples } from "./samples.js";

/** @import { PanelContext } from "../context.js" */
/** @import { AnswersView } from "../../scene/answers.js" */

/** @param {PanelContext} parts */
export function bindAnswers(parts) {
  const { store } = parts;
  const data = computed(() => store.state.value.data);
  const view = computed(() => answersView(data.value, store.view.value.answers));
  const part = computed(() => /** @type {"train" | "test"} */ (store.view.value.showTest ? "test" : "train"));

  bindRadios("answers", (answers) =>
    store.dispatch({ type: "view", patch: { answers: /** @type {AnswersView} */ (answers) } }),
  );
  effect(() => {
    const views = answersViews(data.value);
    byId("answers").hidden = views.length < 2;
    byId("output-title").classList.toggle("hidden", views.length > 1);
    for (const radio of radios("answers")) {
      /** @type {HTMLElement} */ (radio.closest("label")).hidden = !views.includes(/** @type {AnswersView} */ (radio.value));
    }
    checkRadio("answers", view.value);
    byId("output-panel").dataset["answers"] = view.value;
    byId("samples").hidden = view.value !== "samples";
    byId("confusion").hidden = view.value !== "confusion";
  });
  bindSamples(parts, { isShown: computed(() => view.value === "samples"), part });
  bindConfusion(parts, { isShown: computed(() => view.value === "confusion"), part });
}
