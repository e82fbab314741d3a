/** Figures at a pace at which they can be read, and that costs the page little. */

import { effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const EVERY_MS = 80;

/**
 * Follows a signal at once when it has been quiet, else a few times a second; the last
 * value always comes.
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
