/** What the controls can ask for, in the words of the page. */

import { planeOf } from "../scene/output.js";
import { coalesce } from "./coalesce.js";

/** @import { By, PageData, Target } from "../types.js" */
/** @import { Ack, Command, ExperimentFields, Watch } from "../protocol.js" */
/** @import { Store } from "../store.js" */

/** @typedef {ReturnType<typeof createActions>} Actions */
/** @template T @typedef {T extends unknown ? Omit<T, "id"> : never} WithoutId */
/** @typedef {(request: WithoutId<Exclude<Command, { type: "frame_ack" }>>) => Promise<Ack>} Send */

const FRAMES_PER_SECOND = 30;
const SURFACE_RESOLUTION = 64;
const NEURON_RESOLUTION = 28;
const MANY_UNITS = 96;

/** @type {Watch["sections"]} */
const NUMBERS = ["W", "b", "dW", "db", "update_W", "update_b", "z", "a", "delta", "gradient_rms"];

/**
 * @param {Store} store
 * @param {PageData} page
 * @param {Send} send
 */
export function createActions(store, page, send) {
  const live = new Set(page.live_fields);

  /** Refusals are shown by the store; nothing else to do. @param {Promise<unknown>} request */
  const quietly = (request) => void request.catch(() => undefined);

  const submitChange = coalesce((/** @type {ExperimentFields} */ fields) => send({ type: "change", ...fields }));
  const submitReset = coalesce((/** @type {ExperimentFields} */ fields) => restart(fields, store.state.value.running));

  const submitSpeed = coalesce((/** @type {{ speed: number | null }} */ { speed }) =>
    send({ type: "play", steps_per_second: speed }),
  );

  /** @param {ExperimentFields} fields @param {boolean} goOn */
  async function restart(fields, goOn) {
    await send({ type: "reset", experiment: fields });
    if (goOn) await send({ type: "play", steps_per_second: store.view.value.speed });
  }

  /**
   * Sets fields of the experiment: in mid-run where that is possible, else with a reset.
   *
   * @param {ExperimentFields} fields
   */
  function set(fields) {
    const names = /** @type {(keyof ExperimentFields)[]} */ (Object.keys(fields));
    if (names.every((name) => live.has(name))) submitChange(fields);
    else submitReset(fields);
  }

  return {
    set,
    restart,
    play: () => quietly(send({ type: "play", steps_per_second: store.view.value.speed })),
    pause: () => quietly(send({ type: "pause" })),
    /** @param {By} by */
    advance: (by) => quietly(send({ type: "advance", by, count: 1 })),
    reset: () => quietly(send({ type: "reset" })),
    /** @param {number} seed */
    reseed: (seed) => quietly(send({ type: "reset", seed })),

    /** @param {number | null} speed */
    setSpeed(speed) {
      store.dispatch({ type: "view", patch: { speed } });
      if (store.state.value.running) submitSpeed({ speed });
    },

    /** @param {Extract<Target, { kind: "edge" }>} edge @param {number} value */
    setParameter: ({ layer, row, column }, value) =>
      quietly(send({ type: "set_parameter", layer, row, column, value })),

    /** @param {PageData["presets"][number]} preset */
    async startPreset(preset) {
      const fields = { ...page.defaults, ...preset.experiment };
      const view = /** @type {Partial<import("../types.js").View>} */ (preset.view);
      store.dispatch({ type: "view", patch: { ...view, hover: null, pinned: null } });
      try {
        await send({ type: "reset", experiment: fields });
        store.dispatch({ type: "notice", message: preset.message, tone: "plain" });
      } catch {
        // The refusal is on the status line already.
      }
    },

    /** Tells the server what is on screen. */
    watch() {
      const { data, network, connection } = store.state.value;
      if (connection !== "live" || !network) return;
      const nHidden = network.layers.slice(0, -1).reduce((sum, layer) => sum + layer.fan_out, 0);
      quietly(
        send({
          type: "watch",
          sections: planeOf(data) ? [...NUMBERS, "surface", "neuron_surface"] : NUMBERS,
          fps: document.hidden ? 0 : FRAMES_PER_SECOND,
          surface_resolution: SURFACE_RESOLUTION,
          neuron_resolution: nHidden > MANY_UNITS ? NEURON_RESOLUTION / 2 : NEURON_RESOLUTION,
        }),
      );
    },
  };
}
