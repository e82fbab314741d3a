/** What the picture of a recurrent network asks of the server: the terms of a gradient, and the gradient without truncation. */

import { computed, effect, signal } from "@preact/signals-core";
import { throttledRequest } from "../../base/timing/throttled-request.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { FullGradientFound, TermsFound } from "../../protocol.js" */
/** @import { Ask, Request } from "../../net/requests.js" */
/** @import { Recurrence } from "../../scene/recurrent/recurrence.js" */
/** @import { WeightTarget } from "../../scene/recurrent/targets.js" */

/**
 * @typedef {object} Asking
 * @property {ReadonlySignal<number>} step that the numbers on screen are of
 * @property {number} run
 * @property {Ask} ask
 */

/**
 * Asks a question, and again when the step is another one.
 *
 * @template {Request} R
 * @param {ReadonlySignal<R | null>} question null for none
 * @param {Asking} asking
 * @returns {ReadonlySignal<import("../../types.js").AnswerTo<R> | null>} null until there is an answer, and if there is none
 */
function asked(question, { step, ask }) {
  const answer = signal(/** @type {import("../../types.js").AnswerTo<R> | null} */ (null));
  const key = computed(() => JSON.stringify(question.value));
  const next = throttledRequest(async () => {
    const [request, asked] = [question.peek(), key.peek()];
    const found = request && (await ask(request).catch(() => null));
    if (asked === key.peek()) answer.value = found;
  });
  effect(() => {
    void key.value;
    answer.value = null;
  });
  effect(() => {
    void [key.value, step.value];
    if (question.peek()) next();
  });
  return answer;
}

/**
 * Asks what a gradient is made of, time step by time step.
 *
 * @param {Asking & { weight: ReadonlySignal<WeightTarget | null>, sample: ReadonlySignal<number | null> }} asking
 * @returns {ReadonlySignal<TermsFound | null>}
 */
export function createTerms({ weight, sample, ...asking }) {
  const question = computed(() => {
    if (!weight.value || asking.step.value === 0) return null;
    const { block, row, column } = weight.value;
    return { type: /** @type {const} */ ("gradient_terms"), run: runOf(asking), block, row, column, sample: sample.value };
  });
  return asked(question, asking);
}

/**
 * Asks for the gradient without truncation, where there is a wall.
 *
 * @param {Asking & { recurrence: ReadonlySignal<Recurrence | null> }} asking
 * @returns {ReadonlySignal<FullGradientFound | null>}
 */
export function createFullGradient({ recurrence, ...asking }) {
  const cut = computed(() => (recurrence.value?.walls.length && asking.step.value > 0 ? recurrence.value.cell : null));
  const question = computed(() => (cut.value === null ? null : { type: /** @type {const} */ ("full_gradient"), run: runOf(asking), block: cut.value }));
  return asked(question, asking);
}

/** @param {Pick<Asking, "run">} asking @returns {0 | 1} */
const runOf = ({ run }) => (run === 1 ? 1 : 0);
