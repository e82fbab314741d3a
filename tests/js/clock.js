/** A clock that a test moves. */

/**
 * Replaces the timers and `performance.now()` during a test; `after(ms)` advances the clock.
 *
 * @param {import("node:test").TestContext} t
 */
export function useClock(t) {
  let now_ms = 10_000;
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  t.mock.method(performance, "now", () => now_ms);
  return {
    after(ms) {
      for (let left_ms = ms; left_ms > 0; left_ms -= 1) {
        now_ms += 1;
        t.mock.timers.tick(1);
      }
    },
    /** Waits until promises are settled. */
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
