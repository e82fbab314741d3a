/** Limits how often figures are updated, so that they can be read and cost little time. */

import { effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const EVERY_MS = 80;

/**
 * Returns a signal that follows `source`, at most once per `EVERY_MS`; the last value is
 * always shown.
 *
 * @template T
 * @param {ReadonlySignal<T>} source
 * @returns {ReadonlySignal<T>}
 */
export function throttled(source) {
  const shown = signal(source.peek());
  let last_ms = -Infinity;
  let timer = 0;

  function show() {
    timer = 0;
    last_ms = performance.now();
    shown.value = source.peek();
  }

  effect(() => {
    void source.value;
    if (timer !== 0) return;
    const wait_ms = last_ms + EVERY_MS - performance.now();
    if (wait_ms <= 0) show();
    else timer = window.setTimeout(show, wait_ms);
  });
  return shown;
}
