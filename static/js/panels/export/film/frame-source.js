/** Gets frames of steps of the past, one after the other, and brings the run back to where it was. */

import { PAGE } from "../../../base/page/page-data.js";
import { lensSections } from "../../../scene/network/lenses.js";
import { sizesOf } from "../../../scene/network/node-lens.js";
import { subscriptionOf } from "../../../state/store/subscription.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Frame, State } from "../../../types.js" */

/** @typedef {ReturnType<typeof createFrameSource>} FrameSource */

/** If no frame comes by then, the server sends none, because what is on screen is already of that step. */
const FRAME_WITHIN_MS = 3000;

/** What a film of this size can show: fewer cells than the page has. */
const SURFACE_RESOLUTION = 60;
const NEURON_RESOLUTION = 20;
const FPS = 60;
/** What is shown under every lens. */
const SHOWN = Object.freeze(["surface", "neuron_surface", "a", "unit_dead"]);

/** Asks for what a film shows, and for no other numbers. @param {State} state */
function watchOf({ data, network, running, view, watched }) {
  const { lens, nodeLens } = view;
  const isPictured = (network?.kind ?? "dense") !== "dense";
  const ofKind = isPictured ? ["node_target", ...watched.sections] : [];
  const wanted = new Set([...SHOWN, ...ofKind, ...lensSections(lens), ...PAGE.lenses[lens].watch, sizesOf(nodeLens)?.section]);
  const probe = isPictured ? view.probe : null;
  const all = subscriptionOf({ data, network, running, watched, view: { ...view, tab: "train", hover: null, pinned: null, probe, exact: null } });
  const sections = all.sections.filter((name) => wanted.has(name));
  return { ...all, sections, surface_resolution: SURFACE_RESOLUTION, neuron_resolution: NEURON_RESOLUTION, fps: FPS };
}

/** @param {Pick<PanelContext, "store" | "actions" | "ask" | "readFrames">} context */
export function createFrameSource({ store, actions, ask, readFrames }) {
  /** @type {Frame | null} */
  let newest = store.frame.value;
  /** @type {(() => void) | null} */
  let arrived = null;
  const began = store.figures.value.step;
  readFrames((frame) => {
    newest = frame;
    arrived?.();
  });

  /** Waits until a frame is of a step, as it is after a command. @param {number} step @param {number} command @returns {Promise<Frame>} */
  const frameOf = (step, command) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error(`no frame of step ${step}`))), FRAME_WITHIN_MS);
      /** @param {() => void} settle */
      const finish = (settle) => {
        clearTimeout(timer);
        arrived = null;
        settle();
      };
      arrived = () => {
        const found = newest;
        if (found?.step === step && found.command >= command && !found.midStep) finish(() => resolve(found));
      };
      arrived();
    });

  const watched = ask({ type: "watch", ...watchOf(store.state.value) });

  return {
    /** Goes to a step and returns its frame; rejects if the server refuses that, or another command breaks it off. @param {number} step */
    async frameAt(step) {
      await watched;
      const { step: reached, command } = await ask({ type: "seek", step });
      if (reached !== step) throw new Error(`broken off at step ${reached}`);
      return frameOf(step, command);
    },

    /** Returns to the step at which the film was asked for. */
    async close() {
      readFrames(null);
      actions.subscribe();
      await ask({ type: "seek", step: began }).catch(() => undefined); // Without a connection there is nowhere to go.
    },
  };
}
