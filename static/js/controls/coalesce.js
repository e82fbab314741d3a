/**
 * One request in flight; what comes meanwhile is merged and the newest value wins,
 * so that a slider never queues up what it passed through.
 *
 * @template {object} T
 * @param {(fields: T) => Promise<unknown>} send
 * @returns {((fields: T) => void) & { settled: () => Promise<void> }} `settled` is kept when nothing is under way
 */
export function coalesce(send) {
  /** @type {T | null} */
  let pending = null;
  /** @type {Promise<void> | null} */
  let running = null;

  async function run() {
    while (pending) {
      const fields = pending;
      pending = null;
      await send(fields).catch(() => undefined);
    }
    running = null;
  }

  /** @param {T} fields */
  const submit = (fields) => {
    pending = { ...pending, ...fields };
    running ??= run();
  };
  return Object.assign(submit, { settled: async () => void (await running) });
}
