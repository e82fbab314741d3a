/** Limits how often figures are updated, so that they can be read and cost little time. */

import { effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const EVERY_MS = 100;

/**
 * Returns a signal that follows `source`: a change after a rest is shown at once, further
 * ones when the clock next reaches a multiple of `EVERY_MS`, the last value always. So all
 * such signals change together, and the browser lays the page out once for all of them.
 *
 * @template T
 * @param {ReadonlySignal<T>} source
 * @returns {ReadonlySignal<T>}
 */
export function throttled(source) {
  const shown = signal(source.peek());
  let period = -1;
  let isWaiting = false;

  function show() {
    isWaiting = false;
    period = presentPeriod();
    shown.value = source.peek();
  }

  effect(() => {
    void source.value;
    if (isWaiting) return;
    if (period !== presentPeriod()) return show();
    isWaiting = true;
    window.setTimeout(show, Math.ceil(EVERY_MS - (performance.now() % EVERY_MS)));
  });
  return shown;
}

const presentPeriod = () => Math.floor(performance.now() / EVERY_MS);
