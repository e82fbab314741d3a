/** Carries out edits in their order, and undoes and redoes them. */

import { signal } from "@preact/signals-core";
import { fieldsOf } from "./edits.js";
import { UndoStack } from "./undo.js";

/** @import { View } from "../../types.js" */
/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Request } from "../../net/requests.js" */
/** @import { RequestQueue } from "../../net/request-queue.js" */
/** @import { Edit } from "./edits.js" */
/** @import { RunControl } from "./run-control.js" */
/** @import { Store } from "../store/store.js" */
/** @import { Entry } from "./undo.js" */

export class EditRunner {
  #store;
  #queue;
  #control;
  /** @type {UndoStack<Request>} */
  #stack = new UndoStack();
  /** The entries whose requests wait in the queue, by the names of their gestures. @type {Map<string, Entry<Request> | null>} */
  #unsent = new Map();
  /** Whether there is something to undo and to redo. */
  status = signal({ canUndo: false, canRedo: false });

  /**
   * @param {Pick<Store, "state" | "dispatch">} store
   * @param {RequestQueue} queue
   * @param {RunControl} control
   */
  constructor(store, queue, control) {
    this.#store = store;
    this.#queue = queue;
    this.#control = control;
  }

  /** Carries out an edit; while it waits, a newer one of its gesture replaces it. @param {Edit} edit */
  submit(edit) {
    const entry = this.#record(edit, this.#unsent.get(edit.name));
    this.#unsent.set(edit.name, entry);
    this.#queue.submit(edit.name, () => {
      this.#unsent.delete(edit.name);
      return this.#carryOut(edit, entry);
    });
    void this.#showPending(edit.after);
  }

  /** Carries out an edit after all earlier ones; rejects if the server refuses it. @param {Edit} edit */
  async enqueue(edit) {
    const entry = this.#record(edit);
    this.#showView(edit.view?.after);
    const done = this.#queue.enqueue(() => this.#carryOut(edit, entry));
    void this.#showPending(edit.after);
    await done;
  }

  /** Like `enqueue`, but records the edit only when it is done, and shows nothing before. @param {Edit} edit */
  async enqueueThenRecord(edit) {
    const command = await this.#queue.enqueue(() => this.#execute(edit));
    const entry = this.#record(edit);
    if (entry) this.#stack.confirm(entry, command);
  }

  async undo() {
    const entry = this.#stack.undo();
    this.#showStatus();
    if (!entry) return;
    this.#showView(entry.view?.before);
    const done = this.#queue.enqueue(() => this.#restore([entry.before], entry.undoCommand));
    void this.#showPending(entry.before);
    entry.redoCommand = await done;
  }

  async redo() {
    const entry = this.#stack.redo();
    this.#showStatus();
    if (!entry) return;
    this.#showView(entry.view?.after);
    const done = this.#queue.enqueue(() => this.#restore(entry.requests ?? [entry.after], entry.redoCommand));
    void this.#showPending(entry.after);
    entry.undoCommand = await done;
  }

  /** @param {Partial<View>} [patch] */
  #showView(patch) {
    if (patch) this.#store.dispatch({ type: "view", patch });
  }

  #showStatus() {
    this.status.value = { canUndo: this.#stack.canUndo, canRedo: this.#stack.canRedo };
  }

  /** @param {Edit} edit @param {Entry<Request> | null} [waiting] @returns {Entry<Request> | null} */
  #record({ name, before, after, requests, view }, waiting = null) {
    const made = before && { name, before, after, ...(requests && { requests }), ...(view && { view }) };
    const entry = made && this.#stack.record(made, performance.now(), waiting);
    this.#showStatus();
    return entry;
  }

  /** @param {Edit} edit @param {Entry<Request> | null} entry */
  async #carryOut(edit, entry) {
    try {
      const command = await this.#execute(edit);
      if (entry) this.#stack.confirm(entry, command);
    } catch (error) {
      if (entry) this.#stack.refuse(entry);
      this.#showView(edit.view?.before);
      this.#showStatus();
      throw error;
    }
  }

  /** @param {Edit} edit */
  #execute({ after, requests = [after], continues = false }) {
    return this.#inOrder(requests, (request) => (continues ? this.#control.executeAndContinue(request) : this.#control.execute(request)));
  }

  /**
   * Carries out requests one after the other; stops at the first that is refused.
   *
   * @param {readonly Request[]} requests
   * @param {(request: Request) => Promise<number | undefined>} execute
   * @returns {Promise<number | undefined>} the command of the first, before which all of them are undone
   */
  async #inOrder([first, ...others], execute) {
    const command = first && (await execute(first));
    for (const request of others) await execute(request);
    return command;
  }

  /**
   * Returns to before a command or, if the server no longer can, restores only the settings. A running
   * session continues.
   *
   * @param {readonly Request[]} requests
   * @param {number | undefined} command
   */
  async #restore(requests, command) {
    try {
      if (command !== undefined) return await this.#control.execute({ type: "change", restore: command });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "not_kept")) throw error;
    }
    return this.#inOrder(requests, (request) => this.#control.executeAndContinue(request));
  }

  /** Makes the controls show requested fields until the server has answered, and takes back why an earlier entry was refused. @param {Request} request */
  async #showPending(request) {
    this.#store.dispatch({ type: "corrected" });
    const pending = /** @type {ExperimentFields} */ ({ ...this.#store.state.value.pending, ...fieldsOf(request) });
    this.#store.dispatch({ type: "pending", fields: pending });
    await this.#queue.settled();
    if (this.#store.state.value.pending === pending) this.#store.dispatch({ type: "pending", fields: {} });
  }
}
