/** Makes the twin of a session anew that the server has lost. */

import { differencesOf } from "./twin-edits.js";

/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Actions } from "./actions.js" */
/** @import { Store } from "../store/store.js" */

/** @param {Store} store @param {Pick<Actions, "restartTwin">} actions */
export function createLostTwin(store, { restartTwin }) {
  /** The fields in which the lost twin differed. @type {ExperimentFields | null} */
  let lost = null;
  return {
    /** Called when a new session is asked for: remembers the twin of the former one. */
    remember() {
      const { twin } = store.state.peek();
      lost = twin && differencesOf(twin);
    },
    /** Called at the start of a session: makes the twin, and keeps the message why the run begins again. */
    async onWelcome() {
      const change = lost;
      lost = null;
      const { resumedAt, message, tone } = store.state.peek();
      if (!change || resumedAt !== null) return;
      await restartTwin(change).then(
        () => store.dispatch({ type: "notice", message, tone }),
        () => undefined,
      );
    },
  };
}
