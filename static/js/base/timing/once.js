/** Calls a function once, when something becomes true: for parts of the page that are loaded when they are needed. */

import { effect } from "@preact/signals-core";

/** @param {() => boolean} condition reads signals @param {() => void} call */
export function once(condition, call) {
  let isCalled = false;
  const stop = effect(() => {
    if (isCalled || !condition()) return;
    isCalled = true;
    queueMicrotask(() => stop());
    call();
  });
}
