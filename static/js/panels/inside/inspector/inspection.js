/** Asks the server how the numbers of the selected target were computed, again after each operation. */

import { signal } from "@preact/signals-core";
import { askAgain } from "../base/program-feed.js";
import { isPulled, questionAbout } from "../batch/numbers.js";
import { inspectCell } from "./cells.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { Target } from "../../../types.js" */
/** @import { Derivation, Inspect } from "../../../protocol.js" */
/** @import { Ask } from "../../../net/requests.js" */
/** @import { PanelContext } from "../../context.js" */
/** @import { CellInspection } from "./cells.js" */

/** @typedef {{ target: Target, derivation: Derivation }} Inspection */

/** Returns what to ask about a target. @param {Target} target @returns {Pick<Inspect, "target" | "layer" | "row" | "column">} */
function questionOf(target) {
  if (target.kind === "loss") return { target: "loss" };
  if (target.kind === "layer") return { target: "layer", layer: target.layer };
  if (target.kind === "input") return { target: "input", row: target.index };
  return isPulled(target) ? questionAbout(target) : { target: "loss" };
}

/** Returns the sample that adds most to a number; null if none is known. @param {Derivation["bars"]} bars */
export function hardestOf(bars) {
  let best = -1;
  bars?.terms.forEach((term, k) => {
    if (term !== null && (best < 0 || Math.abs(term) > Math.abs(bars.terms[best] ?? 0))) best = k;
  });
  return bars?.samples[best] ?? null;
}

/**
 * Asks about a target. Where no sample is followed, the one that pulls hardest is opened.
 *
 * @param {Ask} ask
 * @param {Target} target
 * @param {number | null} probe
 * @returns {Promise<Inspection | null>} null if the step went on between two questions
 */
export async function inspect(ask, target, probe) {
  const question = { type: /** @type {const} */ ("inspect"), ...questionOf(target) };
  const derivation = await ask({ ...question, sample: probe });
  const hardest = probe === null && (target.kind === "edge" || target.kind === "neuron") ? hardestOf(derivation.bars) : null;
  if (hardest === null) return { target, derivation };
  const opened = await ask({ ...question, sample: hardest });
  return opened.step === derivation.step && opened.done === derivation.done ? { target, derivation: opened } : null;
}

/** Returns the newest answer about the pinned target. @param {PanelContext} context @returns {Signal<Inspection | CellInspection | null>} */
export function createInspection({ store, ask }) {
  const inspection = /** @type {Signal<Inspection | CellInspection | null>} */ (signal(null));
  const chosen = () => [store.view.value.pinned, store.view.value.probe];
  askAgain(store, "numbers", chosen, async () => {
    const { pinned, probe } = store.view.peek();
    const { network, program } = store.state.peek();
    const isOther = network !== null && network.kind !== "dense";
    const answer = (/** @type {Target} */ target) =>
      isOther ? inspectCell(ask, target, { probe, sample: program?.batch[0] ?? 0 }, network) : inspect(ask, target, probe);
    const found = pinned && (await answer(pinned).catch(() => null));
    if (found || !pinned) inspection.value = found;
  });
  return inspection;
}
