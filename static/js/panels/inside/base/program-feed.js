/** Keeps the program of the step up to date: asks for it again whenever the run may be at another operation. */

import { computed, effect, untracked } from "@preact/signals-core";
import { throttledRequest } from "../../../base/timing/throttled-request.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { State, View } from "../../../types.js" */

/** Returns whether the run goes operation by operation, so slowly that each can be read. @param {Pick<State, "running" | "status">} state */
export const isSlow = ({ running, status }) => running && status !== null && (status.op !== null || (status.steps_per_second ?? 0) < 1);

/** Returns whether the run goes too fast to be read. @param {Pick<State, "running" | "status">} state */
export const isFast = (state) => state.running && !isSlow(state);

/** @param {Pick<PanelContext, "store" | "ask">} context */
export function followProgram({ store, ask }) {
  const refresh = throttledRequest(() => ask({ type: "program", run: 0, known: store.state.peek().program?.listing?.name ?? null }));
  const isShown = computed(() => store.view.value.tab === "inside" && store.state.value.connection === "live" && !isFast(store.state.value));
  const status = computed(() => store.state.value.status);
  const experiment = computed(() => store.state.value.experiment);
  effect(() => {
    void [status.value, experiment.value];
    if (isShown.value) untracked(refresh);
  });
}

/** Whether a part of the inspector is on screen, of a run that can be read. @param {PanelContext["store"]} store @param {View["part"]} part @param {{ readonly value: boolean }} [isElsewhere] whether it is shown somewhere else */
export const isOnScreen = ({ state, view }, part, isElsewhere) =>
  computed(() => {
    const isIn = view.value.part === part || (isElsewhere?.value ?? false);
    return isIn && view.value.tab === "inside" && state.value.connection === "live" && !isFast(state.value);
  });

/**
 * Makes a request again whenever its question or the numbers of the step may have changed,
 * while the part of the inspector that shows the answer is on screen.
 *
 * @param {PanelContext["store"]} store
 * @param {View["part"]} part
 * @param {() => unknown} question what the request depends on, read from signals
 * @param {() => Promise<unknown>} request
 * @param {{ readonly value: boolean }} [isElsewhere] whether the part is shown somewhere else
 */
export function askAgain(store, part, question, request, isElsewhere) {
  const refresh = throttledRequest(request);
  const isShown = isOnScreen(store, part, isElsewhere);
  const asked = computed(() => JSON.stringify(question()));
  const { state } = store;
  const numbers = [computed(() => state.value.program), computed(() => state.value.network), computed(() => state.value.experiment)];
  effect(() => {
    void [asked.value, ...numbers.map(({ value }) => value)];
    if (isShown.value) untracked(refresh);
  });
}
