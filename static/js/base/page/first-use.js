/** Loads what answers to the events of an element when the first of them comes. */

/**
 * Calls `load` at the first event; when it has loaded, those that came meanwhile are
 * repeated, the last of each kind.
 *
 * @param {EventTarget} element
 * @param {readonly string[]} kinds of events
 * @param {() => Promise<void>} load may be called again if it fails
 */
export function onFirstUse(element, kinds, load) {
  /** @type {Map<string, Event>} */
  const missed = new Map();

  /** @param {Event} event */
  function keep(event) {
    const isFirst = missed.size === 0;
    missed.delete(event.type); // The last one is repeated last.
    missed.set(event.type, event);
    if (isFirst) load().then(repeat, () => missed.clear());
  }

  function repeat() {
    for (const kind of kinds) element.removeEventListener(kind, keep);
    for (const event of missed.values()) {
      const Kind = /** @type {typeof Event} */ (event.constructor);
      (event.target ?? element).dispatchEvent(new Kind(event.type, event));
    }
  }

  for (const kind of kinds) element.addEventListener(kind, keep);
}
