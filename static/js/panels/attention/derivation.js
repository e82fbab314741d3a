/** How the pinned cell of an attention network was computed, with all digits: asked of the server while the run is paused. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { applyStyles } from "../../base/page/styles.js";
import { throttledRequest } from "../../base/timing/throttled-request.js";
import { cellOfPlace, targetOfCell } from "../../scene/attention/targets.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { Explain, Explained } from "../../protocol.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Attention } from "../../scene/attention/structure.js" */
/** @import { Cell } from "../../scene/attention/shape.js" */
/** @import { PictureState } from "./state.js" */

/** Returns the question about a cell; null of the batch, whose cells are means. @param {Attention} attention @param {Cell} cell @param {number | null} sample @param {0 | 1} run @returns {Omit<Explain, "id"> | null} */
export function questionOf(attention, cell, sample, run) {
  const target = targetOfCell(attention, cell);
  if (!target || sample === null) return null;
  const { kind: _, ...place } = target;
  return { type: "explain", run, quantity: cell.isGrad ? "grad" : "value", ...place, sample, depth: 1 };
}

/** Returns the cell that shows a number of a derivation; null if none does. @param {Attention} attention @param {Explained["root"]["ref"]} ref @returns {Cell | null} */
export function cellOfRef(attention, ref) {
  if (!ref || ref.row === null || ref.column === null) return null;
  const { quantity, node, layer: site, row, column } = ref;
  return quantity === "value" || quantity === "grad" ? cellOfPlace(attention, { node, site, row, column }, quantity === "grad") : null;
}

/**
 * Shows the derivation of the pinned cell.
 *
 * @param {PanelContext} context
 * @param {PictureState} state
 * @param {HTMLElement} box
 * @param {0 | 1} run
 */
export function bindDerivation(context, state, box, run) {
  const { store, ask } = context;
  const { attention, selection } = state;
  const question = computed(() => {
    const [found, { pinned, hover }] = [attention.value, selection.value];
    const { running, connection } = store.state.value;
    if (!found || !pinned || running || connection !== "live" || (hover && JSON.stringify(hover) !== JSON.stringify(pinned))) return null;
    return questionOf(found, pinned, store.view.value.probe, run);
  });
  const key = computed(() => JSON.stringify(question.value));
  const answer = /** @type {Signal<Explained | null>} */ (signal(null));
  const refresh = throttledRequest(async () => {
    const asked = question.peek();
    const found = asked && (await ask(asked).catch(() => null));
    // The same numbers stay in their place: between press and release no chip may be replaced.
    if (JSON.stringify(asked) === key.peek() && !isSame(found, answer.peek())) answer.value = found;
  });
  const makeExpression = expressions(context, state);
  effect(() => {
    void [key.value, store.frame.value];
    if (question.peek()) untracked(refresh);
    else answer.value = null;
  });
  effect(() => {
    const found = answer.value;
    if (!found) return box.replaceChildren();
    void makeExpression().then((expression) => {
      if (answer.peek() === found) box.replaceChildren(expression(found.root));
    });
  });
}

/** @param {Explained | null} one @param {Explained | null} other */
const isSame = (one, other) => JSON.stringify(one?.root) === JSON.stringify(other?.root);

/** Loads what sets a derivation, once; a click on a number selects its cell. @param {PanelContext} context @param {PictureState} state */
function expressions({ store }, { attention, selection }) {
  /** @type {Promise<(root: Explained["root"]) => HTMLElement> | null} */
  let loaded = null;
  async function load() {
    for (const name of ["katex", "maths", "inside-chips"]) void applyStyles(name);
    const { createExpression } = await import("./expression.js");
    /** @param {Cell} cell */
    const go = (cell) => {
      selection.value = { hover: null, pinned: cell };
    };
    return createExpression(store, (ref) => attention.peek() && cellOfRef(/** @type {Attention} */ (attention.peek()), ref), go);
  }
  return () => {
    loaded ??= load();
    return loaded;
  };
}
