/** Limits how often figures and pictures are updated, so that they can be read and cost little time. */

import { effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const EVERY_MS = 100;

/**
 * Returns a function that calls `act`: after a rest at once, else when the clock next reaches
 * a multiple of `every_ms`. So all such updates come together, and the browser lays the page
 * out once for all of them.
 *
 * @param {number} every_ms
 * @param {() => void} act
 */
export function paced(every_ms, act) {
  let period = -1;
  let isWaiting = false;
  const presentPeriod = () => Math.floor(performance.now() / every_ms);

  function update() {
    isWaiting = false;
    period = presentPeriod();
    act();
  }

  return () => {
    if (isWaiting) return;
    if (period !== presentPeriod()) return update();
    isWaiting = true;
    window.setTimeout(update, Math.ceil(every_ms - (performance.now() % every_ms)));
  };
}

/**
 * Returns a signal that follows `source` at that pace, ten times a second at most; it shows
 * the last value always.
 *
 * @template T
 * @param {ReadonlySignal<T>} source
 * @returns {ReadonlySignal<T>}
 */
export function throttled(source) {
  const shown = signal(source.peek());
  const show = paced(EVERY_MS, () => {
    shown.value = source.peek();
  });
  effect(() => {
    void source.value;
    show();
  });
  return shown;
}
