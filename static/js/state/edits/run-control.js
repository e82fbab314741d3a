/** Carries out requests that concern the run: plays, pauses, resets. */

/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Request, Send } from "../../net/requests.js" */
/** @import { Store } from "../store/store.js" */

/** @typedef {ReturnType<typeof createRunControl>} RunControl */

/** @param {Pick<Store, "state" | "view">} store @param {Send} send */
export function createRunControl(store, send) {
  /** Whether a pause was requested and is not acknowledged yet. */
  let isPausing = false;

  const isPlaying = () => store.state.value.running && !isPausing;
  const play = (speed = store.view.value.speed) => send({ type: "play", steps_per_second: speed });

  /** Sends a request; resolves to the number of the command, if the server can return to before it. @param {Request} request */
  async function execute(request) {
    const { restorable, command } = await send(request);
    return restorable ? command : undefined;
  }

  /** Resets with other fields; sends both commands at once, so that a later pause comes after them. @param {ExperimentFields} fields @param {boolean} continues */
  function restart(fields, continues) {
    const command = execute({ type: "reset", experiment: fields });
    if (continues) void play().catch(() => undefined); // The store shows a refusal.
    return command;
  }

  return {
    execute,
    restart,
    play,
    /** Restarts with the fields of a reset, and continues if the run is playing; sends any other request as it is. @param {Request} request */
    executeAndContinue: (request) => (request.type === "reset" ? restart(request.experiment ?? {}, isPlaying()) : execute(request)),
    async pause() {
      isPausing = true;
      await send({ type: "pause" }).finally(() => (isPausing = false));
    },
    /** Changes the speed of a run that is playing. @param {number | null} speed */
    changeSpeed: async (speed) => isPlaying() && play(speed),
  };
}
