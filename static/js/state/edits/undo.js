/** The undo stack: entries, the requests that undo and redo each, and the commands before which the server returns. Pure. */

import { continuesGesture } from "./gesture.js";

/**
 * The requests of one gesture share an entry.
 *
 * @template R a request to the server
 * @typedef {object} Entry
 * @property {string} name of the gesture
 * @property {R} before
 * @property {R} after
 * @property {readonly R[]} [requests] what carries it out if that is more than `after`
 * @property {import("./edits.js").ViewChange} [view] what is shown before and after
 * @property {boolean} [isDone] whether the server has executed any of its requests
 * @property {number} [undoCommand] command before which the session was as before the entry
 * @property {number} [redoCommand] command before which it was as after the entry
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
    /** The number of entries that are not undone. */
    this.position = 0;
    /** When the entry before the position was last changed; -Infinity if no gesture can continue it. */
    this.last_ms = -Infinity;
  }

  get canUndo() {
    return this.position > 0;
  }

  get canRedo() {
    return this.position < this.entries.length;
  }

  /**
   * @param {Entry<R>} entry
   * @param {number} now_ms
   * @param {Entry<R> | null} [waiting] an earlier entry of the gesture whose request is not sent yet, and now never will be
   * @returns {Entry<R>} the recorded entry, or the earlier one that it was merged into
   */
  record(entry, now_ms, waiting = null) {
    const previous = this.entries[this.position - 1];
    const last = { name: previous?.name ?? "", at_ms: this.last_ms };
    if (previous && (previous === waiting || continuesGesture(last, { name: entry.name, at_ms: now_ms }))) {
      this.last_ms = now_ms;
      previous.after = entry.after;
      if (entry.requests) previous.requests = entry.requests;
      else delete previous.requests;
      return previous;
    }
    if (waiting) this.refuse(waiting);
    this.entries.splice(this.position, Infinity, entry);
    this.position = this.entries.length;
    this.last_ms = now_ms;
    return entry;
  }

  /** Called when the server has executed a request of an entry. @param {Entry<R>} entry @param {number | undefined} command that the server can return to before */
  confirm(entry, command) {
    entry.isDone = true;
    if (command !== undefined) entry.undoCommand ??= command;
  }

  /** Called when a request of an entry was refused or will not be sent: removes the entry if none of its requests was executed. @param {Entry<R>} entry */
  refuse(entry) {
    const index = entry.isDone ? -1 : this.entries.indexOf(entry);
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
