/** A slider that sets the run going again with each request still asks for less than a server allows. */
const AGAIN_AFTER_MS = 100;

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One request in flight; of what comes meanwhile the newest of each name waits, so that
 * a slider never queues up what it passed through, and all go in the order of asking.
 *
 * @param {number} [againAfter_ms] between two requests of a name
 */
export function coalesce(againAfter_ms = AGAIN_AFTER_MS) {
  /** @type {Map<string | symbol, () => Promise<unknown>>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let running = null;
  /** When a request of each name was last sent. @type {Map<string | symbol, number>} */
  const sent_ms = new Map();

  async function run() {
    for (let [next] = waiting; next; [next] = waiting) {
      const [name, request] = next;
      const pause_ms = (sent_ms.get(name) ?? -Infinity) + againAfter_ms - performance.now();
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
  function inTurn(request) {
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
    inTurn,
    /**
     * The same, for what need not be answered before more of it is sent.
     *
     * @template T
     * @param {() => Promise<T>} request
     */
    follow: (request) => (running ? inTurn(request) : request()),
    /** Kept when nothing is under way. */
    settled: async () => void (await running),
  };
}
