/** Goes back and forth in the past: one request in flight, the newest goal wins. */

import { batch, computed, signal } from "@preact/signals-core";

/** @import { Ask } from "../../net/requests.js" */
/** @import { Actions } from "../edits/actions.js" */
/** @import { Store } from "../store/store.js" */

/** @typedef {ReturnType<typeof createSeeks>} Seeks */
/** @typedef {{ step: number, branch?: number, events?: number }} Goal */

/** Keeps a dragged handle below the server's limit of commands per second. */
const INTERVAL_MS = 70;
/** A way that takes longer is broken off by a newer goal; shorter ones are waited for, so that the picture follows the handle. */
const PATIENCE_MS = 300;

/**
 * @param {Pick<Store, "timeline" | "figures" | "dispatch">} store
 * @param {Pick<Actions, "submit" | "pause">} actions
 * @param {Ask} ask
 */
export function createSeeks({ timeline, figures, dispatch }, { submit, pause }, ask) {
  /** The newest goal that is not reached. */
  const goal = signal(/** @type {Goal | null} */ (null));
  /** Where the server has come to, until it tells the figures of that step. */
  const arrived = signal({ step: -1, before: /** @type {unknown} */ (null) });
  /** Sends the next goal though the present way has no end yet. */
  let giveWay = () => {};

  /** @param {Goal} wanted */
  async function go(wanted) {
    const answer = ask({ type: "seek", ...wanted }).then(
      ({ step }) => end(wanted, () => arrive(step)),
      ({ message }) => end(wanted, () => dispatch({ type: "notice", message, tone: "error" })),
    );
    await Promise.race([answer, newerGoal(wanted)]);
  }

  /** Resolves when there is a newer goal and the present way takes long. @param {Goal} wanted @returns {Promise<void>} */
  function newerGoal(wanted) {
    const sent_ms = performance.now();
    return new Promise((resolve) => {
      giveWay = () => {
        const left_ms = sent_ms + PATIENCE_MS - performance.now();
        if (goal.peek() === wanted) return;
        if (left_ms <= 0) resolve();
        else setTimeout(giveWay, left_ms);
      };
    });
  }

  /** @param {number} step */
  function arrive(step) {
    arrived.value = { step, before: figures.peek() };
  }

  /** Called when the way to a goal has ended. @param {Goal} wanted @param {() => void} tell */
  function end(wanted, tell) {
    if (goal.peek() !== wanted) return; // It was broken off by a newer one.
    batch(() => {
      goal.value = null;
      timeline.seeking.value = null;
      tell();
    });
  }

  return {
    /** Where the session is, or will be as soon as the server is there. */
    step: computed(() => goal.value?.step ?? (arrived.value.before === figures.value ? arrived.value.step : figures.value.step)),
    isUnderWay: computed(() => goal.value !== null),
    /** @param {Goal} wanted */
    seek(wanted) {
      goal.value = wanted;
      submit("seek", () => go(wanted), INTERVAL_MS);
      giveWay();
    },
    /** Stays where the session is. */
    breakOff() {
      goal.value = null;
      timeline.seeking.value = null;
      pause();
    },
  };
}
