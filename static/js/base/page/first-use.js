/** Loads what answers to the events of an element when the first of them comes. */

/**
 * Calls `load` at the first event; when it has loaded, those that came meanwhile are
 * repeated in their order, of several moves of the pointer in a row the last.
 *
 * @param {EventTarget} element
 * @param {readonly string[]} kinds of events
 * @param {() => Promise<void>} load may be called again if it fails
 * @returns {() => void} loads without waiting for an event
 */
export function onFirstUse(element, kinds, load) {
  /** @type {Event[]} */
  const missed = [];
  let isLoading = false;

  /** @param {Event} event */
  function keep(event) {
    if (event.type === "pointermove" && missed.at(-1)?.type === "pointermove") missed.pop();
    missed.push(event);
    begin();
  }

  function begin() {
    if (isLoading) return;
    isLoading = true;
    load().then(repeat, () => {
      isLoading = false;
      missed.length = 0;
    });
  }

  function repeat() {
    for (const kind of kinds) element.removeEventListener(kind, keep);
    for (const event of missed) {
      const Kind = /** @type {typeof Event} */ (event.constructor);
      (event.target ?? element).dispatchEvent(new Kind(event.type, event));
    }
  }

  for (const kind of kinds) element.addEventListener(kind, keep);
  return begin;
}
