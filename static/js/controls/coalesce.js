/**
 * One request in flight; of what comes meanwhile the newest of each name waits, so that
 * a slider never queues up what it passed through, and different things keep their
 * order.
 *
 * @returns {((name: string, request: () => Promise<unknown>) => void) & { settled: () => Promise<void> }} `settled` is kept when nothing is under way
 */
export function coalesce() {
  /** @type {Map<string, () => Promise<unknown>>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let running = null;

  async function run() {
    for (const [name, request] of waiting) {
      waiting.delete(name);
      await request().catch(() => undefined);
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
