/** The lines above the two networks: letter, what differs, loss; and the sentence above both. */

import { computed, effect } from "@preact/signals-core";
import { number, percent, signed } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { section, twinOf } from "../../net/frame.js";
import { stripSentence } from "../network/gradient-strip.js";
import { differingFields, distinction } from "./texts.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Frame } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Differences } from "./texts.js" */
/** @import { Strip } from "../../stage/gradient-strip.js" */
/** @import { TwinStore } from "../../state/store/twin-store.js" */
/** @import { PictureStore } from "../../state/store/twin-store.js" */

const RUNS = /** @type {const} */ (["a", "b"]);

/**
 * @param {PanelContext} context of the run
 * @param {Pick<TwinStore, "figures">} twin
 * @param {PictureStore} picture
 * @param {readonly [Strip, Strip]} strips of the run and of its twin
 */
export function bindHeads({ store, page, label: input }, twin, picture, strips) {
  const label = valueLabels(page, input);
  const differences = computed(() => store.state.value.twin?.differences ?? null);
  effect(() => {
    const found = differences.value ?? {};
    for (const [i, run] of RUNS.entries()) setText(byId(`what-${run}`), distinction(found, i === 0 ? 0 : 1, label));
  });
  effect(() => {
    const sentence = byId("twin-sentence");
    sentence.replaceChildren(...sentenceOf(differences.value, label));
    sentence.title = sentence.textContent ?? "";
  });
  for (const [i, run] of RUNS.entries()) {
    const sentence = stripSentence(strips[i === 0 ? 0 : 1]);
    effect(() => {
      const line = byId(`headline-${run}`);
      const { network, twin: other } = store.state.value;
      // The sentence is of the strip, which only a dense network has.
      const text = (run === "a" ? network : other?.network)?.kind === "dense" ? sentence.value : "";
      setText(line, store.view.value.showFactors ? text : "");
      line.title = text;
    });
  }
  bindFigures("a", throttled(store.figures));
  bindFigures("b", throttled(twin.figures));
  bindShares(store);
  bindDifference(store, picture);
}

/** Returns what is the same and what differs, as text with emphasis. @param {Differences | null} differences @param {Label} label @returns {(string | Node)[]} */
function sentenceOf(differences, label) {
  if (differences === null) return [];
  if (Object.keys(differences).length === 0) return [t("twin.all_same")];
  return [make("span", { class: "same", text: t("twin.same") }), t("twin.different"), make("b", { text: differingFields(differences, label) })];
}

/** @param {"a" | "b"} run @param {ReadonlySignal<{ trainLoss: number | null }>} figures */
function bindFigures(run, figures) {
  effect(() => setText(byId(`loss-${run}`), number(figures.value.trainLoss)));
}

/** Shows the share of test samples that each network gets right, or its test loss. @param {PanelContext["store"]} store */
function bindShares(store) {
  const frame = throttled(store.frame);
  effect(() => {
    const isClasses = store.state.value.data?.task === "classification";
    const [a, b] = [frame.value, twinOf(frame.value)];
    const { status } = store.state.value;
    const shares = [shareOf(a) ?? status?.test_accuracy, shareOf(b)];
    const hasTest = !Number.isNaN(section(a, "accuracies")?.values[1]);
    RUNS.forEach((run, i) => {
      const text = isClasses
        ? t(hasTest ? "twin.right" : "twin.right.train", { share: percent(shares[i]) })
        : t("twin.test_loss", { loss: number([a, b][i]?.testLoss) });
      setText(byId(`share-${run}`), text);
    });
  });
}

/** Returns the share of test samples in the right class, or of training samples if there are no others. @param {Frame | null} frame */
function shareOf(frame) {
  const [train, test] = section(frame, "accuracies")?.values ?? [];
  return Number.isNaN(test) ? train : test;
}

/** Binds the lens that shows the twin less the run. @param {PanelContext["store"]} store @param {PictureStore} picture */
function bindDifference(store, picture) {
  const box = /** @type {HTMLInputElement} */ (byId("difference"));
  const frame = throttled(picture.frame);
  box.addEventListener("change", () => store.dispatch({ type: "view", patch: { difference: box.checked } }));
  effect(() => {
    box.checked = store.view.value.difference;
    /** @type {HTMLElement} */ (box.closest("label")).hidden = !picture.agrees.value;
  });
  effect(() => {
    void frame.value;
    const { lens } = store.view.value;
    const largest = picture.scales[lens];
    setText(byId("difference-scale"), picture.isDifference.value ? t("twin.scale", { low: signed(-largest, 2), high: signed(largest, 2) }) : "");
  });
}
