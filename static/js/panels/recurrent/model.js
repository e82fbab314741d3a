/** What the parts of a recurrent network's picture share: its geometry, its numbers, and what is selected. */

import { computed, effect, signal } from "@preact/signals-core";
import { throttled } from "../../base/timing/throttled.js";
import { sameTarget } from "../../scene/network/targets.js";
import { recurrenceOf } from "../../scene/recurrent/recurrence.js";
import { fromShared, toShared } from "../../scene/recurrent/shared-targets.js";
import { isSame } from "../../scene/recurrent/targets.js";
import { timeFactors } from "../../scene/recurrent/time-factors.js";
import { unrolled } from "../../scene/recurrent/unrolled.js";
import { NO_SCALES } from "./layers.js";
import { createFullGradient, createTerms } from "./questions.js";

/** @import { BandName } from "../../scene/recurrent/recurrence.js" */
/** @import { TimeTarget } from "../../scene/recurrent/targets.js" */
/** @import { Scales } from "./layers.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @typedef {ReturnType<typeof createModel>} Model */

/** The bands of an LSTM that are folded at first. @type {ReadonlySet<BandName>} */
const FOLDED = new Set(["output", "input", "candidate"]);
/** The same in a picture without room for gates. @type {ReadonlySet<BandName>} */
const FOLDED_TINY = new Set([...FOLDED, "forget"]);
/** A lower box, of one of two networks on a small screen, has no room for gates. */
const TINY_REM = 26;

/** @param {Pick<PanelContext, "store" | "ask">} context @param {Store} beside the store of the other network @param {number} run */
export function createModel({ store, ask }, beside, run) {
  /** Of the area of the canvases; `box` is the height of all. */
  const size = signal({ width: 0, height: 0, box: 0 });
  /** What the reader has folded; null before any change. */
  const chosen = signal(/** @type {ReadonlySet<BandName> | null} */ (null));
  const hover = signal(/** @type {TimeTarget | null} */ (null));
  /** What stays selected and only this picture has: a gradient, a factor, a term. */
  const own = signal(/** @type {TimeTarget | null} */ (null));
  /** What the strongest colour means in each family of numbers. */
  const scales = signal(/** @type {Scales} */ (NO_SCALES));
  const network = computed(() => store.state.value.network);
  const recurrence = computed(() => recurrenceOf(network.value));
  const shared = computed(() => fromShared(store.view.value.pinned, recurrence.value, network.value));
  /** The weight whose gradient is shown as a sum over time. */
  const weight = computed(() => (shared.value?.kind === "weight" ? shared.value : null));
  /** What else stays selected. */
  const pinned = computed(() => own.value ?? (shared.value?.kind === "cell" ? shared.value : null));
  const frame = throttled(store.frame);
  const otherFrame = throttled(beside.frame);
  const isOneSample = computed(() => store.view.value.probe !== null);
  const factors = computed(() => recurrence.value && timeFactors(frame.value, network.value, recurrence.value, isOneSample.value));
  const twin = computed(() => {
    const other = beside.state.value.network;
    const of = recurrenceOf(other);
    return of && otherFrame.value ? timeFactors(otherFrame.value, other, of, isOneSample.value) : null;
  });
  const isTiny = computed(() => size.value.box < TINY_REM * (store.theme.value?.rem ?? 0));
  const folded = computed(() => (isTiny.value ? FOLDED_TINY : (chosen.value ?? FOLDED)));
  const hasTerms = computed(() => weight.value !== null);
  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (!recurrence.value || !theme || width === 0 || height === 0) return null;
    return unrolled(recurrence.value, { width, height, rem: theme.rem, folded: folded.value, hasTerms: hasTerms.value, isTiny: isTiny.value });
  });
  const step = computed(() => frame.value?.step ?? 0);
  const sample = computed(() => store.view.value.probe);
  const terms = createTerms({ weight, step, sample, run, ask });
  const fullGradient = createFullGradient({ recurrence, step, run, ask });

  const cells = computed(() => `${network.value?.kind} ${JSON.stringify(network.value?.blocks)} ${recurrence.value?.nSteps}`);
  effect(() => {
    void cells.value;
    hover.value = null;
    own.value = null;
  });

  /** Keeps a target selected; the same again ends that. @param {TimeTarget | null} target null ends every selection */
  function choose(target) {
    const common = target && recurrence.value && toShared(target, recurrence.value);
    const isOwn = target !== null && !common;
    own.value = isOwn && !isSame(target, own.peek()) ? target : null;
    const { pinned: before } = store.view.peek();
    if (!isOwn && (common || before)) store.dispatch({ type: "view", patch: { pinned: sameTarget(common, before) ? null : common } });
  }

  return {
    store,
    isFirst: run === 0,
    size,
    scales,
    chosen,
    folded,
    isTiny,
    hover,
    pinned,
    weight,
    choose,
    network,
    recurrence,
    frame,
    factors,
    twin,
    shape,
    terms,
    fullGradient,
  };
}
