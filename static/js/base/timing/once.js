/** Calls a function once, when something becomes true: for parts of the page that are loaded when they are needed. */

import { effect } from "@preact/signals-core";

/** @param {() => boolean} condition reads signals @param {() => void} call */
export function once(condition, call) {
  const stop = effect(() => {
    if (!condition()) return;
    queueMicrotask(() => stop());
    call();
  });
}
