/** The actions of the page: what its controls can ask of the server, and in which order it is sent. */

import { createRequestQueue } from "../../net/request-queue.js";
import { DEFAULT_VIEW } from "../store/reducer.js";
import { subscriptionOf } from "../store/subscription.js";
import { EditRunner } from "./edit-runner.js";
import { fieldsEdit, parameterEdit, resetEdit, seedEdit } from "./edits.js";
import { createRunControl } from "./run-control.js";
import { changeTwinEdit, dropEdit, makeEdit, presetEdit, promoteEdit, swapEdit, twinRequest } from "./twin-edits.js";

/** @import { By, PageData, Samples, Target, View } from "../../types.js" */
/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Send } from "../../net/requests.js" */
/** @import { RequestQueue } from "../../net/request-queue.js" */
/** @import { RunControl } from "./run-control.js" */
/** @import { Store } from "../store/store.js" */
/** @import { Edit, ViewChange } from "./edits.js" */

/** @typedef {ReturnType<typeof createActions>} Actions */

/** Ignores a refusal, because the store shows it. @param {Promise<unknown>} request */
const quietly = (request) => void request.catch(() => undefined);

/**
 * @param {Store} store
 * @param {PageData} page
 * @param {Send} send
 * @param {(samples: Samples) => void} [expect] called with samples that a preset brings along
 */
export function createActions(store, page, send, expect = () => undefined) {
  const queue = createRequestQueue();
  const control = createRunControl(store, send);
  const edits = new EditRunner(store, queue, control);
  return {
    send,
    submit: queue.submit,
    /** Carries out an edit, which can be undone. @param {Edit} edit */
    carryOut: (edit) => edits.enqueue(edit),
    ...runActions(store, queue, control, send),
    ...editActions(store, page, queue, control, edits, expect),
    ...twinActions(store, page, queue, control, edits),
    undoStatus: edits.status,
    undo: () => quietly(edits.undo()),
    redo: () => quietly(edits.redo()),
  };
}

/**
 * Actions that leave the experiment as it is.
 *
 * @param {Store} store
 * @param {RequestQueue} queue
 * @param {RunControl} control
 * @param {Send} send
 */
const runActions = (store, queue, control, send) => ({
  /** @param {number | null} [speed] in place of the view's */
  play: (speed) => quietly(queue.enqueue(() => control.play(speed))),

  pause: () => quietly(control.pause()),

  /** @param {By} by @param {number} [count] */
  advance: (by, count = 1) => quietly(queue.pipeline(() => send({ type: "advance", by, count }))),

  /** Undoes the last operations or steps. @param {"op" | "step"} by @param {number} [count] */
  stepBack: (by, count = 1) => quietly(queue.pipeline(() => send({ type: "step_back", by, count }))),

  /** @param {number | null} speed */
  setSpeed(speed) {
    store.dispatch({ type: "view", patch: { speed } });
    queue.submit("speed", () => control.changeSpeed(speed));
  },

  /** Subscribes to the sections that are on screen. */
  subscribe() {
    if (store.state.value.connection !== "live") return;
    queue.submit("watch", () => {
      const wanted = subscriptionOf(store.state.value);
      return send({ type: "watch", ...wanted, fps: document.hidden ? 0 : wanted.fps });
    });
  },
});

/** The part of a view that is about one network and one dataset. */
const NO_TARGETS = { hover: null, pinned: null, path: [], exact: null, op: null, probe: null, distributionLayer: 0 };

/**
 * Returns the view in which a preset opens, with all defaults but its own, and the present
 * one, to go back to. What the user has set for all experiments is in neither.
 *
 * @param {PageData["presets"][number]} preset
 * @param {View} present
 * @returns {ViewChange}
 */
function viewsOf({ name, view: { twin: _twin, ...own } }, present) {
  const { shortcuts: _keys, dashNegative: _dashes, showFactors: _strip, ...standard } = DEFAULT_VIEW;
  const { shortcuts: _ownKeys, dashNegative: _ownDashes, showFactors: _ownStrip, ...before } = present;
  return { before: { ...before, ...NO_TARGETS }, after: { ...standard, preset: name, .../** @type {Partial<View>} */ (own) } };
}

/**
 * Actions on the twin; all but `restartTwin` can be undone.
 *
 * @param {Store} store
 * @param {PageData} page
 * @param {RequestQueue} queue
 * @param {RunControl} control
 * @param {EditRunner} edits
 */
function twinActions(store, page, queue, control, edits) {
  const liveFields = new Set(page.live_fields);
  const pair = () => store.state.value;
  return {
    /** Makes a second network that differs in some fields; both start again at step 0. @param {ExperimentFields} change */
    compareWith: (change) => quietly(edits.enqueue(makeEdit(change, pair()))),

    /** Exchanges the run and its twin. */
    swapTwin: () => quietly(edits.enqueue(swapEdit())),

    /** Puts the twin in the place of the run. */
    promoteTwin: () => quietly(edits.enqueue(promoteEdit(pair()))),

    /** Removes the twin. */
    dropTwin: () => quietly(edits.enqueue(dropEdit(pair()))),

    /** Changes fields of the twin alone. @param {ExperimentFields} fields */
    setTwin: (fields) => edits.submit(changeTwinEdit(fields, pair(), liveFields)),

    /** Makes the twin, or drops it for null, without an entry in the undo stack. @param {ExperimentFields | null} change */
    restartTwin: (change) => queue.enqueue(() => control.execute(change ? twinRequest("make", change) : twinRequest("drop"))),
  };
}

/**
 * Actions that change the experiment or its parameters; all but `restart` can be undone.
 *
 * @param {Store} store
 * @param {PageData} page
 * @param {RequestQueue} queue
 * @param {RunControl} control
 * @param {EditRunner} edits
 * @param {(samples: Samples) => void} expect
 */
function editActions(store, page, queue, control, edits, expect) {
  const liveFields = new Set(page.live_fields);
  const experiment = () => store.requested.value;
  return {
    /** Sets fields of the experiment, without a reset if all of them can change during a run. @param {ExperimentFields} fields */
    set: (fields) => edits.submit(fieldsEdit(fields, experiment(), liveFields)),

    /** Draws other initial weights. */
    reseed: () => edits.submit(seedEdit(experiment())),

    reset: () => quietly(edits.enqueue(resetEdit("reset", experiment()))),

    /** @param {Extract<Target, { kind: "edge" }>} edge @param {number} value */
    setParameter: (edge, value) => quietly(edits.enqueue(parameterEdit(edge, value, store.frame.value))),

    /** @param {PageData["presets"][number]} preset */
    async startPreset(preset) {
      const { dataset } = preset.experiment;
      if (typeof dataset === "object" && dataset !== null) expect(/** @type {Samples} */ (dataset));
      const edit = presetEdit(preset, page.defaults, { experiment: experiment(), twin: store.state.value.twin });
      try {
        await edits.enqueue({ ...edit, view: viewsOf(preset, store.view.peek()) });
        store.dispatch({ type: "notice", message: preset.message ?? "", tone: "plain" });
        // A picture is of one sample, also where the network and its data are the same as before.
        const { network, view } = store.state.peek();
        if ((network?.kind ?? "dense") !== "dense" && view.probe === null) store.dispatch({ type: "view", patch: { probe: 0 } });
      } catch {
        // The status line already shows the refusal.
      }
    },

    /** Resets with other fields, like `set`, but rejects if the server refuses. @param {ExperimentFields} fields */
    startWith: (fields) => edits.enqueueThenRecord(fieldsEdit(fields, experiment(), new Set())),

    /** Resets without an entry in the undo stack. @param {ExperimentFields} fields @param {boolean} continues */
    restart: (fields, continues) => queue.enqueue(() => control.restart(fields, continues)),
  };
}
