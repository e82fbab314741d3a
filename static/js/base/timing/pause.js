/** Pauses in long work, in which the page draws and answers. */

/** So long a piece of work may take before it pauses, in ms: half of a frame. */
const SLICE_MS = 8;

/**
 * Returns a function that a long piece of work awaits often. It pauses when enough time has passed since the last pause.
 *
 * @param {() => number} [now] in ms
 * @returns {() => Promise<void> | undefined}
 */
export function createPause(now = () => performance.now()) {
  let last = now();

  async function rest() {
    await nextTask();
    last = now();
  }

  return () => (now() - last < SLICE_MS ? undefined : rest());
}

/** Resolves in a later task. A message, unlike a timer, is not delayed where tasks follow each other. @returns {Promise<void>} */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
