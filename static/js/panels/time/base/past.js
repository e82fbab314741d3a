/** Where the session is in its past, as the parts of the time strip show it. */

import { computed } from "@preact/signals-core";
import { throttled } from "../../../base/timing/throttled.js";

/** @import { Seeks } from "../../../state/time/seeks.js" */
/** @import { Store } from "../../../state/store/store.js" */

/** @typedef {ReturnType<typeof createPast>} Past */

/**
 * While it trains, the place moves on a few times a second, together with the other figures.
 *
 * @param {Pick<Store, "state" | "timeline" | "figures">} store
 * @param {Pick<Seeks, "step" | "isUnderWay">} seeks
 */
export function createPast({ state, timeline, figures }, seeks) {
  const { event } = timeline;
  const isRunning = computed(() => state.value.running);
  const newest = computed(() => ({ step: seeks.step.value, end: timeline.end.value, figures: figures.value }));
  const slow = throttled(newest);
  const place = computed(() => (isRunning.value ? slow : newest).value);
  const end = computed(() => place.value.end);
  const position = computed(() => Math.min(place.value.step, end.value));
  const branch = computed(() => event.value?.branches.find(({ id }) => id === event.value?.current));
  const events = computed(() => branch.value?.events ?? []);
  /** The first change at the present step that has not happened yet: the session is before it. */
  const nextEvent = computed(() => {
    const nEvents = event.value?.n_events ?? 0;
    const next = seeks.isUnderWay.value ? undefined : events.value.find(({ index }) => index >= nEvents);
    return next?.step === position.value ? next : null;
  });
  return {
    /** The step where the session is, or will be in a moment. */
    position,
    /** The last step of the current branch. */
    end,
    /** The figures of then. */
    figures: computed(() => place.value.figures),
    branch,
    /** The changes of the current branch, before the position and after it. */
    events,
    nextEvent,
    /** Whether something follows that was trained or changed already. */
    isPast: computed(() => position.value < end.value || nextEvent.value !== null),
    /** The step after which training diverged; null if it did not. */
    divergedAt: computed(() => {
      const { diverged } = state.value;
      return diverged && diverged.run === 0 && place.value.figures.step <= end.value ? diverged.last_finite_step : null;
    }),
  };
}
