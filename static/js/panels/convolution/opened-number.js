/** Opens the selected number up: which equation it has, and which of its cells is pointed at, as signals. */

import { computed, signal } from "@preact/signals-core";
import { throttled } from "../../base/timing/throttled.js";
import { largestOf, patchEquation, pixelEquation, placesAt, placesOf, termsEquation } from "../../scene/convolution/equations.js";
import { isParameter } from "../../scene/convolution/numbers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { TermsFound } from "../../protocol.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Equation } from "../../scene/convolution/equations.js" */
/** @import { Net, Place } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */

/** @typedef {ReturnType<typeof createOpened>} Opened */

/** Whether a number is a sum of products that can be opened up. @param {Place} place @param {Net} net */
export function canOpen({ part, stage }, { stages }) {
  return isParameter(part) || part === "z"
    ? stage < stages.length || isParameter(part)
    : part === "x" || part === "dx" || (part === "pool" && stage + 1 < stages.length);
}

/** @param {Pick<Store, "frame" | "state">} store @param {Model} model @param {ReadonlySignal<TermsFound | null>} terms */
export function createOpened({ frame, state }, model, terms) {
  const shownFrame = throttled(frame);
  /** The cell of the equation that is pointed at. */
  const cell = signal(/** @type {{ factor: number, row: number, column: number } | null} */ (null));
  const place = computed(() => {
    const [found, net] = [model.pinned.value, model.net.value];
    return found && net && canOpen(found, net) ? found : null;
  });
  const equation = computed(() => equationOf(place.value));

  /** @param {Place | null} found @returns {Equation | null} */
  function equationOf(found) {
    if (!found) return null;
    if (isParameter(found.part)) return terms.value && termsEquation(terms.value);
    void shownFrame.value;
    const shown = model.shown();
    if (!shown) return null;
    return found.part === "z" ? patchEquation(shown, found) : pixelEquation(shown, found);
  }

  /** The cell that is marked: the one that is pointed at, else that of the largest product, unless it changes all the time. */
  const marked = computed(() => cell.value ?? (state.value.running || !equation.value ? null : largestOf(equation.value)));

  /** The numbers of the picture whose product it is. @type {ReadonlySignal<Place[]>} */
  const places = computed(() => {
    const [found, net, at, opened] = [place.value, model.net.value, marked.value, equation.value];
    const factor = at && opened?.factors[at.factor];
    if (!found || !net || !at || !factor || factor.name === "pictures") return [];
    return isParameter(found.part) ? placesAt(net, found, at.row, at.column) : placesOf(net, found, factor, at.row, at.column);
  });

  return { place, equation, cell, marked, places };
}
