/** Gets frames of steps of the past, one after the other, and brings the run back to where it was. */

/** @import { PanelContext } from "../../context.js" */
/** @import { Frame } from "../../../types.js" */

/** @typedef {ReturnType<typeof createFrameSource>} FrameSource */

/** If no frame comes by then, the server sends none, because what is on screen is already of that step. */
const FRAME_WITHIN_MS = 3000;

/** @param {Pick<PanelContext, "store" | "ask" | "readFrames">} context */
export function createFrameSource({ store, ask, readFrames }) {
  /** @type {Frame | null} */
  let newest = store.frame.value;
  /** @type {(() => void) | null} */
  let arrived = null;
  const began = store.figures.value.step;
  const stop = readFrames((frame) => {
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

  return {
    /** Goes to a step and returns its frame; rejects if the server refuses that, or another command breaks it off. @param {number} step */
    async frameAt(step) {
      const { step: reached, command } = await ask({ type: "seek", step });
      if (reached !== step) throw new Error(`broken off at step ${reached}`);
      return frameOf(step, command);
    },

    /** Goes back to the step at which all began. */
    async close() {
      stop();
      await ask({ type: "seek", step: began });
    },
  };
}
