/** What the picture of a recurrent network asks of the server: the terms of a gradient, and the gradient without truncation. */

import { computed, effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { FullGradientFound, TermsFound } from "../../protocol.js" */
/** @import { Recurrence } from "../../scene/recurrent/recurrence.js" */
/** @import { WeightTarget } from "../../scene/recurrent/targets.js" */
/** @import { Ask, Request } from "../../net/requests.js" */

/** At least so long it lasts from one question to the next, in ms: training has gone on meanwhile. */
const EVERY_MS = 500;

/**
 * Asks a question again while what it depends on changes: one at a time, the newest wins.
 *
 * @template {{ type: string }} T
 * @param {ReadonlySignal<Request | null>} question null for none
 * @param {(question: Request) => Promise<T>} ask
 * @param {ReadonlySignal<unknown>} present what makes an answer old
 * @returns {ReadonlySignal<T | null>} null until there is an answer; after a refusal too
 */
export function asked(question, ask, present) {
  const answer = signal(/** @type {T | null} */ (null));
  let isBusy = false;
  let last = "";

  async function next() {
    const request = question.peek();
    const key = keyOf();
    if (isBusy || key === last) return;
    last = key;
    if (!request) {
      answer.value = null;
      return;
    }
    isBusy = true;
    const found = await ask(request).catch(() => null);
    const isSame = JSON.stringify(request) === JSON.stringify(question.peek());
    if (isSame) answer.value = found;
    window.setTimeout(
      () => {
        isBusy = false;
        void next();
      },
      isSame ? EVERY_MS : 0,
    );
  }
  const keyOf = () => JSON.stringify([question.peek(), question.peek() && present.peek()]);

  effect(() => {
    void [question.value, present.value];
    void next();
  });
  return answer;
}

/**
 * @typedef {object} Asking
 * @property {ReadonlySignal<number>} step
 * @property {number} run
 * @property {Ask} ask
 */

/**
 * Asks what a gradient is made of, time step by time step.
 *
 * @param {Asking & { weight: ReadonlySignal<WeightTarget | null>, sample: ReadonlySignal<number | null> }} asking
 * @returns {ReadonlySignal<TermsFound | null>}
 */
export function createTerms({ weight, step, sample, run, ask }) {
  const question = computed(() => {
    if (!weight.value || step.value === 0) return null;
    const { block, row, column } = weight.value;
    return { type: /** @type {const} */ ("gradient_terms"), run: /** @type {0 | 1} */ (run), block, row, column, sample: sample.value };
  });
  return asked(question, (request) => ask(/** @type {NonNullable<typeof question.value>} */ (request)), step);
}

/**
 * Asks for the gradient without truncation, where there is a wall.
 *
 * @param {Asking & { recurrence: ReadonlySignal<Recurrence | null> }} asking
 * @returns {ReadonlySignal<FullGradientFound | null>}
 */
export function createFullGradient({ recurrence, step, run, ask }) {
  const walls = computed(() => recurrence.value?.walls.join() ?? "");
  const question = computed(() =>
    walls.value === "" || step.value === 0 ? null : { type: /** @type {const} */ ("full_gradient"), run: /** @type {0 | 1} */ (run), block: 0 },
  );
  const present = computed(() => `${walls.value} ${step.value}`);
  return asked(question, (request) => ask(/** @type {NonNullable<typeof question.value>} */ (request)), present);
}
