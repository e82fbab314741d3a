/** Limits how often figures and pictures are updated, so that they can be read and cost little time. */

import { batch, effect, signal } from "@preact/signals-core";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const EVERY_MS = 100;

/** The updates that wait, by the moment at which they come; for each page, because a test opens many. @type {WeakMap<Window, Map<number, (() => void)[]>>} */
const waitingIn = new WeakMap();

/** Calls `update` at a moment of the page's clock, in one task with all others of that moment. @param {number} moment_ms @param {() => void} update */
function at(moment_ms, update) {
  const waiting = waitingIn.get(window) ?? new Map();
  waitingIn.set(window, waiting);
  const others = waiting.get(moment_ms);
  if (others) return void others.push(update);
  const updates = [update];
  waiting.set(moment_ms, updates);
  window.setTimeout(
    () => {
      waiting.delete(moment_ms);
      batch(() => {
        for (const each of updates) each();
      });
    },
    Math.ceil(moment_ms - performance.now()),
  );
}

/**
 * Returns a function that calls `act`: after a rest at once, else when the clock next reaches
 * a multiple of `every_ms`. All updates of one moment come in one task, so the browser lays
 * the page out once for them, and draws once.
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
    at((presentPeriod() + 1) * every_ms, update);
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
