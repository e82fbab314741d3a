/** Sends requests one at a time, and only the newest of those that replace one another. */

/** Keeps a dragged slider below the server's limit of commands per second. */
const MIN_INTERVAL_MS = 100;

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @typedef {ReturnType<typeof createRequestQueue>} RequestQueue */

/**
 * A queue with one request in flight. A waiting request is replaced by a newer one of the
 * same name, so that the intermediate values of a slider are skipped. Requests are sent in
 * the order in which they were last submitted.
 *
 * @param {number} [minInterval_ms] between two requests of the same name
 */
export function createRequestQueue(minInterval_ms = MIN_INTERVAL_MS) {
  /** @type {Map<string | symbol, { request: () => Promise<unknown>, interval_ms: number }>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let running = null;
  /** When the next request of each name may be sent. @type {Map<string | symbol, number>} */
  const next_ms = new Map();

  async function run() {
    for (let [next] = waiting; next; [next] = waiting) {
      const [name, { request, interval_ms }] = next;
      const pause_ms = (next_ms.get(name) ?? -Infinity) - performance.now();
      if (pause_ms > 0) {
        await sleep(pause_ms);
        continue; // another request may be first now
      }
      waiting.delete(name);
      if (typeof name === "string") next_ms.set(name, performance.now() + interval_ms);
      await request().catch(() => undefined);
    }
    running = null;
  }

  /** @param {string | symbol} name @param {() => Promise<unknown>} request @param {number} [interval_ms] until the next request of this name */
  function submit(name, request, interval_ms = minInterval_ms) {
    waiting.delete(name);
    waiting.set(name, { request, interval_ms });
    running ??= run();
  }

  /**
   * Sends a request that is never replaced, after all earlier ones.
   *
   * @template T
   * @param {() => Promise<T>} request
   * @returns {Promise<T>}
   */
  function enqueue(request) {
    return new Promise((resolve, reject) => {
      submit(Symbol("in turn"), () => {
        const done = request();
        done.then(resolve, reject);
        return done;
      });
    });
  }

  return {
    submit,
    enqueue,
    /**
     * Like `enqueue`, but sends at once if nothing is waiting or in flight.
     *
     * @template T
     * @param {() => Promise<T>} request
     */
    pipeline: (request) => (running ? enqueue(request) : request()),
    /** Resolves when nothing is waiting or in flight. */
    settled: async () => void (await running),
  };
}
