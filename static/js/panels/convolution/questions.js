/** Asks the server for what a frame does not have: the terms of one gradient, the gradient by the picture. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { throttled } from "../../base/timing/throttled.js";
import { throttledRequest } from "../../base/timing/throttled-request.js";
import { blockOf, isParameter } from "../../scene/convolution/numbers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { TermsFound } from "../../protocol.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Model } from "./model.js" */

/**
 * @param {PanelContext} context
 * @param {Model} model
 * @param {0 | 1} run
 * @param {ReadonlySignal<boolean>} ofBatch whether the terms are those of the whole batch
 */
export function createQuestions({ store, ask }, model, run, ofBatch) {
  /** The numbers whose sum is the gradient of the selected parameter. */
  const terms = signal(/** @type {TermsFound | null} */ (null));
  const probe = computed(() => store.view.value.probe);
  const isAsking = computed(() => model.net.value !== null && store.state.value.connection === "live");

  const termsWanted = computed(() => {
    const [place, net] = [model.pinned.value, model.net.value];
    if (!place || !net || !isAsking.value || !isParameter(place.part)) return null;
    const { block, row, column } = blockOf(place, net);
    const [, columns = 0] = place.part === "W" ? net.head.map : [0, net.stages[place.stage]?.size];
    const sample = ofBatch.value ? null : probe.value;
    return {
      type: /** @type {const} */ ("gradient_terms"),
      run,
      block,
      row,
      column: column === null ? null : column + place.row * columns + place.column,
      sample,
    };
  });
  const dxWanted = computed(() => {
    const part = model.pinned.value?.part;
    const isShown = model.isGradient.value || part === "x" || part === "dx";
    return isAsking.value && isShown && probe.value !== null ? { type: /** @type {const} */ ("input_gradient"), run, sample: probe.value } : null;
  });
  const frame = throttled(store.frame);
  follow(termsWanted, frame, ask, (answer) => {
    terms.value = answer;
  });
  follow(dxWanted, frame, ask, (answer) => {
    model.dx.value = answer && Float64Array.from(answer.values, (value) => value ?? Number.NaN);
  });
  return { terms };
}

/**
 * Asks again whenever the question changes or there are new numbers; without a question
 * there is no answer either.
 *
 * @template {{ type: string }} Q
 * @template A
 * @param {ReadonlySignal<Q | null>} wanted
 * @param {ReadonlySignal<unknown>} frame
 * @param {(question: Q) => Promise<A>} ask
 * @param {(answer: A | null) => void} show
 */
function follow(wanted, frame, ask, show) {
  const key = computed(() => JSON.stringify(wanted.value));
  let shownFor = "";
  const refresh = throttledRequest(async () => {
    const [question, asked] = [wanted.peek(), key.peek()];
    if (!question) return;
    const answer = await ask(question).catch(() => null);
    if (asked !== key.peek()) return;
    shownFor = asked;
    show(answer);
  });
  effect(() => {
    if (key.value !== shownFor) untracked(() => show(null));
  });
  effect(() => {
    void [key.value, frame.value];
    if (wanted.value) untracked(refresh);
  });
}
