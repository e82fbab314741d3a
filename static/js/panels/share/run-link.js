/** The link to a run as it is now. */

import { packed, withRun } from "../run-file/run-text.js";
import { sharedLink } from "./page-link.js";

/** @import { PanelContext } from "../context.js" */

/** The longest fragment of a link that repeats a run; some programs cut longer addresses off. */
const MOST_CHARACTERS = 6000;

/**
 * Returns the link that repeats a run up to its step, "long" where that is too long for one,
 * and null before the first step or without a connection.
 *
 * @param {Pick<PanelContext, "store" | "ask">} context
 * @param {string} fragment of the link to the experiment
 * @returns {Promise<{ href: string, isLocal: boolean, step: number } | "long" | null>}
 */
export async function linkOfRun({ store, ask }, fragment) {
  const isBegun = store.figures.value.step > 0 || (store.timeline.event.value?.n_events ?? 0) > 0;
  if (!isBegun || store.state.value.connection !== "live") return null;
  try {
    const { content, step } = await ask({ type: "export", kind: "run_link" });
    const whole = withRun(fragment, await packed(content));
    return whole.length > MOST_CHARACTERS ? "long" : { ...sharedLink(whole), step };
  } catch {
    return null;
  }
}
