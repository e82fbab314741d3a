/** Carries out edits in their order, and undoes and redoes them. */

import { signal } from "@preact/signals-core";
import { fieldsOf } from "./edits.js";
import { UndoStack } from "./undo.js";

/** @import { ExperimentFields } from "../protocol.js" */
/** @import { Request } from "../net/requests.js" */
/** @import { RequestQueue } from "../net/request-queue.js" */
/** @import { Edit } from "./edits.js" */
/** @import { RunControl } from "./run-control.js" */
/** @import { Store } from "./store.js" */
/** @import { Entry } from "./undo.js" */

/** @typedef {ReturnType<typeof createEditHistory>} EditHistory */

/**
 * @param {Pick<Store, "state" | "dispatch">} store
 * @param {RequestQueue} queue
 * @param {RunControl} control
 */
export function createEditHistory(store, queue, control) {
  /** @type {UndoStack<Request>} */
  const stack = new UndoStack();
  /** The entries whose requests wait in the queue, by the names of their gestures. @type {Map<string, Entry<Request> | null>} */
  const unsent = new Map();
  const status = signal({ canUndo: false, canRedo: false });

  const showStatus = () => {
    status.value = { canUndo: stack.canUndo, canRedo: stack.canRedo };
  };

  /** @param {Edit} edit @param {Entry<Request> | null} [waiting] @returns {Entry<Request> | null} */
  function record({ name, before, after }, waiting = null) {
    const entry = before && stack.record({ name, before, after }, performance.now(), waiting);
    showStatus();
    return entry;
  }

  /** @param {Edit} edit @param {Entry<Request> | null} entry */
  async function carryOut(edit, entry) {
    try {
      const checkpoint = await execute(edit);
      if (entry) stack.confirm(entry, checkpoint);
    } catch (error) {
      if (entry) stack.refuse(entry);
      showStatus();
      throw error;
    }
  }

  /** @param {Edit} edit */
  const execute = ({ after, continues = false }) => (continues ? control.executeAndContinue(after) : control.execute(after));

  /** Makes the controls show requested fields until the server has answered. @param {Request} request */
  async function showPending(request) {
    const pending = /** @type {ExperimentFields} */ ({ ...store.state.value.pending, ...fieldsOf(request) });
    store.dispatch({ type: "pending", fields: pending });
    await queue.settled();
    if (store.state.value.pending === pending) store.dispatch({ type: "pending", fields: {} });
  }

  /**
   * Restores a checkpoint or, if the server no longer has it, only the settings. A running
   * session continues.
   *
   * @param {Request} request
   * @param {number | undefined} checkpoint
   */
  async function restore(request, checkpoint) {
    try {
      if (checkpoint !== undefined) return await control.execute({ type: "change", restore: checkpoint });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "not_kept")) throw error;
    }
    return control.executeAndContinue(request);
  }

  return {
    /** Whether there is something to undo and to redo. */
    status,

    /** Carries out an edit; while it waits, a newer one of its gesture replaces it. @param {Edit} edit */
    submit(edit) {
      const entry = record(edit, unsent.get(edit.name));
      unsent.set(edit.name, entry);
      queue.submit(edit.name, () => {
        unsent.delete(edit.name);
        return carryOut(edit, entry);
      });
      void showPending(edit.after);
    },

    /** Carries out an edit after all earlier ones; rejects if the server refuses it. @param {Edit} edit */
    async enqueue(edit) {
      const entry = record(edit);
      const done = queue.enqueue(() => carryOut(edit, entry));
      void showPending(edit.after);
      await done;
    },

    /** Like `enqueue`, but records the edit only when it is done, and shows nothing before. @param {Edit} edit */
    async enqueueThenRecord(edit) {
      const checkpoint = await queue.enqueue(() => execute(edit));
      const entry = record(edit);
      if (entry) stack.confirm(entry, checkpoint);
    },

    async undo() {
      const entry = stack.undo();
      showStatus();
      if (!entry) return;
      const done = queue.enqueue(() => restore(entry.before, entry.undoCheckpoint));
      void showPending(entry.before);
      entry.redoCheckpoint = await done;
    },

    async redo() {
      const entry = stack.redo();
      showStatus();
      if (!entry) return;
      const done = queue.enqueue(() => restore(entry.after, entry.redoCheckpoint));
      void showPending(entry.after);
      entry.undoCheckpoint = await done;
    },
  };
}
