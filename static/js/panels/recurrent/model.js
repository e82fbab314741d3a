/** What the parts of a recurrent network's picture share: its geometry, its numbers, and what is selected. */

import { computed, signal } from "@preact/signals-core";
import { throttled } from "../../base/timing/throttled.js";
import { recurrenceOf } from "../../scene/recurrent/recurrence.js";
import { timeFactors } from "../../scene/recurrent/time-factors.js";
import { unrolled } from "../../scene/recurrent/unrolled.js";
import { NO_SCALES } from "./layers.js";
import { createFullGradient, createTerms } from "./questions.js";
import { createSelection } from "./selection.js";

/** @import { BandName } from "../../scene/recurrent/recurrence.js" */
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
  /** What the strongest colour means in each family of numbers. */
  const scales = signal(/** @type {Scales} */ (NO_SCALES));
  const network = computed(() => store.state.value.network);
  const recurrence = computed(() => recurrenceOf(network.value));
  const selection = createSelection(store, network, recurrence);
  const { weight } = selection;
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

  return {
    store,
    isFirst: run === 0,
    size,
    scales,
    chosen,
    folded,
    isTiny,
    ...selection,
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
