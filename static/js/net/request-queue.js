/** A slider that sets the run going again with each request still asks for less than a server allows. */
const MIN_INTERVAL_MS = 100;

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One request in flight; of what comes meanwhile the newest of each name waits, so that
 * a slider never queues up what it passed through, and all go in the order of asking.
 *
 * @param {number} [minInterval_ms] between two requests of a name
 */
export function createRequestQueue(minInterval_ms = MIN_INTERVAL_MS) {
  /** @type {Map<string | symbol, () => Promise<unknown>>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let running = null;
  /** When a request of each name was last sent. @type {Map<string | symbol, number>} */
  const sent_ms = new Map();

  async function run() {
    for (let [next] = waiting; next; [next] = waiting) {
      const [name, request] = next;
      const pause_ms = (sent_ms.get(name) ?? -Infinity) + minInterval_ms - performance.now();
      if (pause_ms > 0) {
        await sleep(pause_ms);
        continue; // by now it may be another's turn
      }
      waiting.delete(name);
      if (typeof name === "string") sent_ms.set(name, performance.now());
      await request().catch(() => undefined);
    }
    running = null;
  }

  /** @param {string | symbol} name @param {() => Promise<unknown>} request */
  function submit(name, request) {
    waiting.delete(name);
    waiting.set(name, request);
    running ??= run();
  }

  /**
   * Carries out what is not merged with anything, after all that was asked for before.
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
     * The same, for what need not be answered before more of it is sent.
     *
     * @template T
     * @param {() => Promise<T>} request
     */
    pipeline: (request) => (running ? enqueue(request) : request()),
    /** ReferenceRun when nothing is under way. */
    settled: async () => void (await running),
  };
}
