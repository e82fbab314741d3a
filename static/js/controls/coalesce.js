/**
 * One request in flight; what comes meanwhile is merged and the newest value wins,
 * so that a slider never queues up what it passed through.
 *
 * @template {object} T
 * @param {(fields: T) => Promise<unknown>} send
 * @returns {(fields: T) => void}
 */
export function coalesce(send) {
  /** @type {T | null} */
  let pending = null;
  let isBusy = false;

  async function run() {
    isBusy = true;
    while (pending) {
      const fields = pending;
      pending = null;
      await send(fields).catch(() => undefined);
    }
    isBusy = false;
  }

  return (fields) => {
    pending = { ...pending, ...fields };
    if (!isBusy) void run();
  };
}
