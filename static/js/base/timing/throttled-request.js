/** Limits how often the server is asked something. */

/** The shortest time between two questions. */
const EVERY_MS = 250;

/**
 * Returns a function that makes a request at once, or as soon as the last one is answered
 * and some time has passed; requests in between become one.
 *
 * @param {() => Promise<unknown>} request
 */
export function throttledRequest(request) {
  let isWaiting = false;
  let isWanted = false;

  async function run() {
    isWanted = false;
    isWaiting = true;
    await Promise.allSettled([request(), new Promise((resolve) => window.setTimeout(resolve, EVERY_MS))]);
    isWaiting = false;
    if (isWanted) void run();
  }

  return () => {
    isWanted = true;
    if (!isWaiting) void run();
  };
}
