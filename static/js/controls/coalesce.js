/** A slider that sets the run going again with each request still asks for less than a server allows. */
const AGAIN_AFTER_MS = 100;

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One request in flight; of what comes meanwhile the newest of each name waits, so that
 * a slider never queues up what it passed through, and different things keep their
 * order.
 *
 * @param {number} [againAfter_ms] between two requests of a name
 * @returns {((name: string, request: () => Promise<unknown>) => void) & { settled: () => Promise<void> }} `settled` is kept when nothing is under way
 */
export function coalesce(againAfter_ms = AGAIN_AFTER_MS) {
  /** @type {Map<string, () => Promise<unknown>>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let running = null;
  /** When a request of each name was last sent. @type {Map<string, number>} */
  const sent_ms = new Map();

  async function run() {
    for (const [name] of waiting) {
      const pause_ms = (sent_ms.get(name) ?? -Infinity) + againAfter_ms - performance.now();
      if (pause_ms > 0) await sleep(pause_ms);
      const request = waiting.get(name);
      waiting.delete(name);
      sent_ms.set(name, performance.now());
      await request?.().catch(() => undefined);
    }
    running = null;
  }

  /** @param {string} name @param {() => Promise<unknown>} request */
  const submit = (name, request) => {
    waiting.set(name, request);
    running ??= run();
  };
  return Object.assign(submit, { settled: async () => void (await running) });
}
