/** What was changed, and how to take it undoCheckpoint. */

const ONE_GESTURE_MS = 1000;

/**
 * @template R a request to the server
 * @typedef {object} Entry
 * @property {string} name what it changes; one gesture on the same thing is one entry
 * @property {R} before
 * @property {R} after
 * @property {number} [undoCheckpoint] command before which the server has kept how it stood
 * @property {number} [redoCheckpoint] the same for what an undo has taken away
 * @property {boolean} [isDone] whether the server has carried out any of it
 */

/**
 * A line of entries with a position in it; what is done after an undo drops the rest.
 *
 * @template R
 */
export class UndoStack {
  constructor() {
    /** @type {Entry<R>[]} */
    this.entries = [];
    /** Entries that are done. */
    this.position = 0;
    this.last_ms = -Infinity;
  }

  get canUndo() {
    return this.position > 0;
  }

  get canRedo() {
    return this.position < this.entries.length;
  }

  /** @param {Entry<R>} entry @param {number} now_ms @returns {Entry<R>} the one that holds it */
  record(entry, now_ms) {
    const previous = this.entries[this.position - 1];
    const isSameGesture = !this.canRedo && previous?.name === entry.name && now_ms - this.last_ms < ONE_GESTURE_MS;
    this.last_ms = now_ms;
    if (isSameGesture && previous) {
      previous.after = entry.after;
      return previous;
    }
    this.entries.splice(this.position, Infinity, entry);
    this.position = this.entries.length;
    return entry;
  }

  /** There is nothing to take undoCheckpoint of what was refused. @param {Entry<R>} entry */
  forget(entry) {
    const index = this.entries.indexOf(entry);
    if (index < 0) return;
    this.entries.splice(index, 1);
    if (index < this.position) this.position -= 1;
    this.last_ms = -Infinity;
  }

  /** @returns {Entry<R> | null} the entry to be taken undoCheckpoint */
  undo() {
    const entry = this.entries[this.position - 1];
    if (!entry) return null;
    this.position -= 1;
    this.last_ms = -Infinity;
    return entry;
  }

  /** @returns {Entry<R> | null} the entry to be done again */
  redo() {
    const entry = this.entries[this.position];
    if (!entry) return null;
    this.position += 1;
    return entry;
  }
}
