/** The undo stack. */

const ONE_GESTURE_MS = 1000;

/**
 * @template R a request to the server
 * @typedef {object} Entry
 * @property {string} name of the changed setting; changes of one gesture share an entry
 * @property {R} before
 * @property {R} after
 * @property {number} [undoCheckpoint] command whose checkpoint restores the state before the entry
 * @property {number} [redoCheckpoint] command whose checkpoint restores the state after the entry
 * @property {boolean} [isDone] whether the server has executed any of its requests
 */

/**
 * A list of entries with a position in it; recording after an undo removes the later ones.
 *
 * @template R
 */
export class UndoStack {
  constructor() {
    /** @type {Entry<R>[]} */
    this.entries = [];
    /** The number of entries that are done; the others are undone. */
    this.position = 0;
    this.last_ms = -Infinity;
  }

  get canUndo() {
    return this.position > 0;
  }

  get canRedo() {
    return this.position < this.entries.length;
  }

  /** @param {Entry<R>} entry @param {number} now_ms @returns {Entry<R>} the recorded entry, or the earlier one that it was merged into */
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

  /** Removes the entry of a refused request. @param {Entry<R>} entry */
  remove(entry) {
    const index = this.entries.indexOf(entry);
    if (index < 0) return;
    this.entries.splice(index, 1);
    if (index < this.position) this.position -= 1;
    this.last_ms = -Infinity;
  }

  /** @returns {Entry<R> | null} the entry to undo */
  undo() {
    const entry = this.entries[this.position - 1];
    if (!entry) return null;
    this.position -= 1;
    this.last_ms = -Infinity;
    return entry;
  }

  /** @returns {Entry<R> | null} the entry to redo */
  redo() {
    const entry = this.entries[this.position];
    if (!entry) return null;
    this.position += 1;
    return entry;
  }
}
