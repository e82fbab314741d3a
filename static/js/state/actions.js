/** The actions of the controls: each becomes a command, with its entry in the undo stack. */

import { signal } from "@preact/signals-core";
import { valueAt } from "../net/frame.js";
import { createRequestQueue } from "../net/request-queue.js";
import { UndoStack } from "./undo.js";
import { subscriptionOf } from "./subscription.js";

/** @import { Ack, By, PageData, Target } from "../types.js" */
/** @import { Command, ExperimentFields } from "../protocol.js" */
/** @import { Store } from "./store.js" */

/** @typedef {ReturnType<typeof createActions>} Actions */
/** @template T @typedef {T extends unknown ? Omit<T, "id"> : never} WithoutId */
/** @typedef {WithoutId<Exclude<Command, { type: "frame_ack" }>>} Request */
/** @typedef {(request: Request) => Promise<Ack>} Send */
/** @typedef {import("./undo.js").Entry<Request>} Entry */

/** Returns the fields that a request sets. @param {Request} request @returns {ExperimentFields} */
function fieldsOf(request) {
  if (request.type === "reset") return request.experiment ?? {};
  if (request.type !== "change") return {};
  const { type: _type, restore: _restore, ...fields } = request;
  return fields;
}

/**
 * @param {Store} store
 * @param {PageData} page
 * @param {Send} send
 */
export function createActions(store, page, send) {
  const live = new Set(page.live_fields);
  /** @type {UndoStack<Request>} */
  const stack = new UndoStack();
  const history = signal({ canUndo: false, canRedo: false });

  const showHistory = () => {
    history.value = { canUndo: stack.canUndo, canRedo: stack.canRedo };
  };

  /** @param {string} name @param {Request | null} before @param {Request} after */
  function record(name, before, after) {
    const entry = before && stack.record({ name, before, after }, performance.now());
    showHistory();
    return entry;
  }

  /** Returns the request that restores the current experiment. @returns {Request | null} */
  function currentExperiment() {
    const experiment = store.requested.value;
    return experiment && { type: "reset", experiment };
  }

  /** Ignores a refusal, because the store shows it. @param {Promise<unknown>} request */
  const quietly = (request) => void request.catch(() => undefined);

  /** Sends a request; resolves to the number of its undo checkpoint, if the server has one. @param {Request} request */
  async function execute(request) {
    const { restorable, command } = await send(request);
    return restorable ? command : undefined;
  }

  /** Adds the undo checkpoint to an entry, or removes the entry if the request is refused. @param {Entry | null} entry @param {Promise<number | undefined>} executed */
  async function trackCheckpoint(entry, executed) {
    try {
      const command = await executed;
      if (entry) entry.isDone = true;
      if (entry && command !== undefined) entry.undoCheckpoint ??= command;
    } catch (error) {
      if (entry && !entry.isDone) stack.remove(entry);
      showHistory();
      throw error;
    }
  }

  const { submit, enqueue, pipeline, settled } = createRequestQueue();

  /**
   * Makes the controls show requested values until the server has answered.
   *
   * @param {ExperimentFields} fields
   */
  async function showPending(fields) {
    const pending = { ...store.state.value.pending, ...fields };
    store.dispatch({ type: "pending", fields: pending });
    await settled();
    if (store.state.value.pending === pending) store.dispatch({ type: "pending", fields: {} });
  }

  let isPausing = false;
  /** Whether a run has to continue after a reset. */
  const shouldContinue = () => store.state.value.running && !isPausing;

  async function pause() {
    isPausing = true;
    await send({ type: "pause" }).finally(() => (isPausing = false));
  }

  /** Resets with other fields; sends both commands at once, so that a later pause comes after them. @param {ExperimentFields} fields @param {boolean} continues */
  function restart(fields, continues) {
    const command = execute({ type: "reset", experiment: fields });
    if (continues) quietly(send({ type: "play", steps_per_second: store.view.value.speed }));
    return command;
  }

  /**
   * Sets fields of the experiment, without a reset if all of them can change during a run.
   *
   * @param {ExperimentFields} fields
   */
  function set(fields) {
    const names = /** @type {(keyof ExperimentFields)[]} */ (Object.keys(fields));
    const experiment = store.requested.value;
    const name = names.join();
    if (names.every((field) => live.has(field))) {
      const old = experiment && Object.fromEntries(names.map((field) => [field, experiment[field]]));
      const entry = record(name, old && { type: "change", ...old }, { type: "change", ...fields });
      submit(name, () => trackCheckpoint(entry, execute({ type: "change", ...fields })));
    } else {
      const entry = record(name, currentExperiment(), { type: "reset", experiment: fields });
      submit(name, () => trackCheckpoint(entry, restart(fields, shouldContinue())));
    }
    void showPending(fields);
  }

  /**
   * Undoes or redoes: restores a checkpoint or, if the server no longer has it, only the
   * settings. A running session continues.
   *
   * @param {Request} request
   * @param {number} [checkpoint]
   */
  async function repeat(request, checkpoint) {
    try {
      if (checkpoint !== undefined) return await execute({ type: "change", restore: checkpoint });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "not_kept")) throw error;
    }
    if (request.type === "reset") return restart(request.experiment ?? {}, shouldContinue());
    return execute(request);
  }

  async function undo() {
    const entry = stack.undo();
    showHistory();
    if (!entry) return;
    const done = enqueue(() => repeat(entry.before, entry.undoCheckpoint));
    void showPending(fieldsOf(entry.before));
    entry.redoCheckpoint = await done;
  }

  async function redo() {
    const entry = stack.redo();
    showHistory();
    if (!entry) return;
    const done = enqueue(() => repeat(entry.after, entry.redoCheckpoint));
    void showPending(fieldsOf(entry.after));
    entry.undoCheckpoint = await done;
  }

  /** Resets and records the reset for undo. @param {string} name @param {Request} request */
  async function startReset(name, request) {
    const entry = record(name, currentExperiment(), request);
    const done = enqueue(() => trackCheckpoint(entry, execute(request)));
    void showPending(fieldsOf(request));
    await done;
  }

  return {
    send,
    set,
    /** Resets without an entry in the undo stack. @param {ExperimentFields} fields @param {boolean} continues */
    restart: (fields, continues) => enqueue(() => restart(fields, continues)),
    /** Resets with other fields, like `set`, but rejects if the server refuses. @param {ExperimentFields} fields */
    async startWith(fields) {
      const before = currentExperiment();
      const command = await enqueue(() => restart(fields, shouldContinue()));
      const entry = record(Object.keys(fields).join(), before, { type: "reset", experiment: fields });
      if (entry && command !== undefined) entry.undoCheckpoint = command;
    },
    history,
    undo: () => quietly(undo()),
    redo: () => quietly(redo()),
    play: () => quietly(enqueue(() => send({ type: "play", steps_per_second: store.view.value.speed }))),
    pause: () => quietly(pause()),
    /** @param {By} by */
    advance: (by) => quietly(pipeline(() => send({ type: "advance", by, count: 1 }))),
    reset: () => quietly(startReset("reset", { type: "reset" })),
    /** Draws other initial weights. */
    reseed() {
      const fields = { seed: (Number(store.requested.value?.["seed"] ?? 0) + 1) % 2 ** 32 };
      const request = /** @type {const} */ ({ type: "reset", experiment: fields });
      const entry = record("seed", currentExperiment(), request);
      submit("seed", () => trackCheckpoint(entry, execute(request)));
      void showPending(fields);
    },

    /** @param {number | null} speed */
    setSpeed(speed) {
      store.dispatch({ type: "view", patch: { speed } });
      submit("speed", async () => shouldContinue() && send({ type: "play", steps_per_second: speed }));
    },

    /** @param {Extract<Target, { kind: "edge" }>} edge @param {number} value */
    setParameter({ layer, row, column }, value) {
      const frame = store.frame.value;
      const old = column === null ? valueAt(frame, "b", layer, row) : valueAt(frame, "W", layer, row, column);
      const request = /** @type {const} */ ({ type: "set_parameter", layer, row, column });
      const entry = record(`${layer},${row},${column}`, old === null ? null : { ...request, value: old }, { ...request, value });
      quietly(enqueue(() => trackCheckpoint(entry, execute({ ...request, value }))));
    },

    /** @param {PageData["presets"][number]} preset */
    async startPreset(preset) {
      const fields = { ...page.defaults, ...preset.experiment };
      const view = /** @type {Partial<import("../types.js").View>} */ (preset.view);
      store.dispatch({ type: "view", patch: { ...view, hover: null, pinned: null } });
      try {
        await startReset(preset.name, { type: "reset", experiment: fields });
        store.dispatch({ type: "notice", message: preset.message, tone: "plain" });
      } catch {
        // The status line already shows the refusal.
      }
    },

    /** Subscribes to the sections that are on screen. */
    subscribe() {
      if (store.state.value.connection !== "live") return;
      submit("watch", () => {
        const wanted = subscriptionOf(store.state.value);
        return send({ type: "watch", ...wanted, fps: document.hidden ? 0 : wanted.fps });
      });
    },
  };
}
