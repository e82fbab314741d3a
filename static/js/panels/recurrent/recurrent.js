/** The picture of a recurrent network: time steps side by side, the weights that they share, and the gradient on its way back through time. */

import { computed, effect } from "@preact/signals-core";
import { setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { lensSections } from "../../scene/network/lenses.js";
import { nodesOf } from "../../scene/recurrent/recurrence.js";
import { createDrawing } from "./drawing.js";
import { bindLegend } from "./legend.js";
import { createModel } from "./model.js";
import { makeParts } from "./parts.js";
import { bindTimePointer } from "./pointer.js";
import { bindTimeTable } from "./table.js";
import { behindSentence, headlineOf, targetSentence, termsSentence } from "./texts.js";
import { bindWall } from "./wall.js";

/** @import { BindPicture } from "../context.js" */
/** @import { Watched } from "../../types.js" */
/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

/** @type {Watched} */
const NOTHING = { nodes: [], sections: [] };
const OF_NODES = /** @type {const} */ (["node_value", "node_grad", "node_grad_rms"]);
/** What the sentence about a weight has besides the colours under the lens. */
const OF_A_WEIGHT = /** @type {const} */ (["W", "b", "dW", "db"]);

/** @type {BindPicture} */
export function bindRecurrent(context, elements, run) {
  const parts = makeParts(elements.box, run);
  const model = createModel(context, elements.beside, run);
  bindFolds(parts.folds, model);
  bindLegend(parts.legend, model);
  bindTimePointer(parts.overlay, elements.spoken, model);
  bindWall(parts.wall, model, context, run);
  bindTimeTable(parts.table, model);
  bindSentences(parts, model);
  const isWeight = computed(() => model.hover.value?.kind === "weight" || model.weight.value !== null);
  const wants = computed(() => {
    const of = model.recurrence.value;
    if (!of) return NOTHING;
    const colors = /** @type {Watched["sections"]} */ (lensSections(model.store.view.value.lens));
    const sections = new Set([...OF_NODES, ...colors, ...(isWeight.value ? OF_A_WEIGHT : [])]);
    return { nodes: nodesOf(of, model.folded.value), sections: [...sections] };
  });
  return { ...createDrawing(parts, elements.box, model, run), wants };
}

/** Folds and unfolds the bands of an LSTM. @param {Parts["folds"]} folds @param {Model} model */
function bindFolds({ group, buttons }, { folded, chosen, recurrence, isTiny }) {
  for (const [name, button] of buttons) {
    button.addEventListener("click", () => {
      const next = new Set(folded.value);
      if (!next.delete(name)) next.add(name);
      chosen.value = next;
    });
    effect(() => button.setAttribute("aria-pressed", String(!folded.value.has(name))));
  }
  effect(() => {
    group.hidden = !recurrence.value?.isLstm || isTiny.value;
  });
}

/** @param {Parts} parts @param {Model} model */
function bindSentences({ headline, behind, terms, readout }, model) {
  effect(() => setText(headline, model.factors.value ? headlineOf(model.factors.value) : ""));
  behind.title = t("recurrent.behind.help");
  effect(() => {
    const [full, factors] = [model.fullGradient.value, model.factors.value];
    // A wall that was just set has cut no step yet.
    const isComputed = factors?.sizes.at(-1) !== null;
    setText(behind, full && isComputed ? behindSentence(full) : "");
  });
  const known = computed(() => {
    const of = model.recurrence.value;
    return of && { frame: model.frame.value, network: model.network.value, of, factors: model.factors.value, terms: model.terms.value };
  });
  effect(() => {
    const weight = model.weight.value;
    terms.hidden = weight === null;
    setText(terms, weight && known.value ? termsSentence(weight, known.value) : "");
  });
  effect(() => {
    const target = model.hover.value ?? model.pinned.value;
    setText(readout, target && known.value ? targetSentence(target, known.value) : "");
  });
}
