/** What the controls can ask for, in the words of the page. */

import { signal } from "@preact/signals-core";
import { valueAt } from "../net/frame.js";
import { coalesce } from "../net/request-queue.js";
import { UndoStack } from "./undo.js";
import { watched } from "./subscription.js";

/** @import { By, PageData, Target } from "../types.js" */
/** @import { Ack, Command, ExperimentFields } from "../protocol.js" */
/** @import { Store } from "./store.js" */

/** @typedef {ReturnType<typeof createActions>} Actions */
/** @template T @typedef {T extends unknown ? Omit<T, "id"> : never} WithoutId */
/** @typedef {WithoutId<Exclude<Command, { type: "frame_ack" }>>} Request */
/** @typedef {(request: Request) => Promise<Ack>} Send */
/** @typedef {import("./undo.js").Entry<Request>} Entry */

/** The fields that a request sets. @param {Request} request @returns {ExperimentFields} */
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

  /** The experiment as it stands, as the request that brings it back. @returns {Request | null} */
  function presentExperiment() {
    const experiment = store.wanted.value;
    return experiment && { type: "reset", experiment };
  }

  /** Refusals are shown by the store; nothing else to do. @param {Promise<unknown>} request */
  const quietly = (request) => void request.catch(() => undefined);

  /** Carries out a request; the number by which the server can take it back, if it can. @param {Request} request */
  async function carryOut(request) {
    const { restorable, command } = await send(request);
    return restorable ? command : undefined;
  }

  /** @param {Entry | null} entry @param {Promise<number | undefined>} carriedOut */
  async function keepBack(entry, carriedOut) {
    try {
      const command = await carriedOut;
      if (entry) entry.isDone = true;
      if (entry && command !== undefined) entry.back ??= command;
    } catch (error) {
      if (entry && !entry.isDone) stack.forget(entry);
      showHistory();
      throw error;
    }
  }

  const { submit, inTurn, follow, settled } = coalesce();

  /**
   * Until the server has answered, controls show what is asked for.
   *
   * @param {ExperimentFields} fields
   */
  async function show(fields) {
    const asked = { ...store.state.value.asked, ...fields };
    store.dispatch({ type: "asked", fields: asked });
    await settled();
    if (store.state.value.asked === asked) store.dispatch({ type: "asked", fields: {} });
  }

  let isPausing = false;
  /** Whether a run that starts anew has to go on. */
  const goesOn = () => store.state.value.running && !isPausing;

  async function pause() {
    isPausing = true;
    await send({ type: "pause" }).finally(() => (isPausing = false));
  }

  /** A pause that is asked for now comes after it. @param {ExperimentFields} fields @param {boolean} goOn */
  function restart(fields, goOn) {
    const command = carryOut({ type: "reset", experiment: fields });
    if (goOn) quietly(send({ type: "play", steps_per_second: store.view.value.speed }));
    return command;
  }

  /**
   * Sets fields of the experiment: in mid-run where that is possible, else with a reset.
   *
   * @param {ExperimentFields} fields
   */
  function set(fields) {
    const names = /** @type {(keyof ExperimentFields)[]} */ (Object.keys(fields));
    const experiment = store.wanted.value;
    const name = names.join();
    if (names.every((field) => live.has(field))) {
      const old = experiment && Object.fromEntries(names.map((field) => [field, experiment[field]]));
      const entry = record(name, old && { type: "change", ...old }, { type: "change", ...fields });
      submit(name, () => keepBack(entry, carryOut({ type: "change", ...fields })));
    } else {
      const entry = record(name, presentExperiment(), { type: "reset", experiment: fields });
      submit(name, () => keepBack(entry, restart(fields, goesOn())));
    }
    void show(fields);
  }

  /**
   * Goes back, or forth, to how it stood; where the server has not kept that, the
   * settings alone. A run that was on goes on.
   *
   * @param {Request} request
   * @param {number} [kept]
   */
  async function repeat(request, kept) {
    try {
      if (kept !== undefined) return await carryOut({ type: "change", restore: kept });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "not_kept")) throw error;
    }
    if (request.type === "reset") return restart(request.experiment ?? {}, goesOn());
    return carryOut(request);
  }

  async function undo() {
    const entry = stack.undo();
    showHistory();
    if (!entry) return;
    const done = inTurn(() => repeat(entry.before, entry.back));
    void show(fieldsOf(entry.before));
    entry.forth = await done;
  }

  async function redo() {
    const entry = stack.redo();
    showHistory();
    if (!entry) return;
    const done = inTurn(() => repeat(entry.after, entry.forth));
    void show(fieldsOf(entry.after));
    entry.back = await done;
  }

  /** Starts anew with other settings, or the same. @param {string} name @param {Request} request */
  async function startAgain(name, request) {
    const entry = record(name, presentExperiment(), request);
    const done = inTurn(() => keepBack(entry, carryOut(request)));
    void show(fieldsOf(request));
    await done;
  }

  return {
    send,
    set,
    /** Starts anew, with no entry to take back. @param {ExperimentFields} fields @param {boolean} goOn */
    restart: (fields, goOn) => inTurn(() => restart(fields, goOn)),
    /** Starts with other fields, as `set` does, and tells whether it could. @param {ExperimentFields} fields */
    async begin(fields) {
      const before = presentExperiment();
      const command = await inTurn(() => restart(fields, goesOn()));
      const entry = record(Object.keys(fields).join(), before, { type: "reset", experiment: fields });
      if (entry && command !== undefined) entry.back = command;
    },
    history,
    undo: () => quietly(undo()),
    redo: () => quietly(redo()),
    play: () => quietly(inTurn(() => send({ type: "play", steps_per_second: store.view.value.speed }))),
    pause: () => quietly(pause()),
    /** @param {By} by */
    advance: (by) => quietly(follow(() => send({ type: "advance", by, count: 1 }))),
    reset: () => quietly(startAgain("reset", { type: "reset" })),
    /** Other initial weights. */
    reseed() {
      const fields = { seed: (Number(store.wanted.value?.["seed"] ?? 0) + 1) % 2 ** 32 };
      const request = /** @type {const} */ ({ type: "reset", experiment: fields });
      const entry = record("seed", presentExperiment(), request);
      submit("seed", () => keepBack(entry, carryOut(request)));
      void show(fields);
    },

    /** @param {number | null} speed */
    setSpeed(speed) {
      store.dispatch({ type: "view", patch: { speed } });
      submit("speed", async () => goesOn() && send({ type: "play", steps_per_second: speed }));
    },

    /** @param {Extract<Target, { kind: "edge" }>} edge @param {number} value */
    setParameter({ layer, row, column }, value) {
      const frame = store.frame.value;
      const old = column === null ? valueAt(frame, "b", layer, row) : valueAt(frame, "W", layer, row, column);
      const request = /** @type {const} */ ({ type: "set_parameter", layer, row, column });
      const entry = record(`${layer},${row},${column}`, old === null ? null : { ...request, value: old }, { ...request, value });
      quietly(inTurn(() => keepBack(entry, carryOut({ ...request, value }))));
    },

    /** @param {PageData["presets"][number]} preset */
    async startPreset(preset) {
      const fields = { ...page.defaults, ...preset.experiment };
      const view = /** @type {Partial<import("../types.js").View>} */ (preset.view);
      store.dispatch({ type: "view", patch: { ...view, hover: null, pinned: null } });
      try {
        await startAgain(preset.name, { type: "reset", experiment: fields });
        store.dispatch({ type: "notice", message: preset.message, tone: "plain" });
      } catch {
        // The refusal is on the status line already.
      }
    },

    /** Tells the server what is on screen. */
    watch() {
      if (store.state.value.connection !== "live") return;
      submit("watch", () => {
        const wanted = watched(store.state.value);
        return send({ type: "watch", ...wanted, fps: document.hidden ? 0 : wanted.fps });
      });
    },
  };
}
