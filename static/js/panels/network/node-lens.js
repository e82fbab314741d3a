/** What the neurons show: the choice, its legend, and the number in the card. */

import { effect } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { tIf } from "../../base/words/i18n.js";
import { trueAt } from "../../net/frame.js";
import { sizesOf, smallestSize } from "../../scene/network/node-lens.js";

/** @import { Frame, NodeLens, View } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "store">} context */
export function bindNodeLens({ store }) {
  bindRadios("node-lens", (nodeLens) => store.dispatch({ type: "view", patch: { nodeLens: /** @type {NodeLens} */ (nodeLens) } }));
  const frame = throttled(store.frame);
  effect(() => {
    const { nodeLens, probe } = store.view.value;
    const lens = sizesOf(nodeLens);
    checkRadio("node-lens", nodeLens);
    byId("node-legend").hidden = !lens;
    if (!lens) return;
    setText(byId("node-name"), words(nodeLens, "name", probe));
    setText(byId("node-text"), tIf(`node_lens.${nodeLens}.text`) ?? "");
  });
  effect(() => {
    void [frame.value, store.view.value.nodeLens];
    const lens = sizesOf(store.view.value.nodeLens);
    const { largest } = store.nodeScale;
    const ends = lens && largest > 0 ? [smallestSize(largest, lens), largest] : [null, null];
    setText(byId("node-low"), number(ends[0], 3));
    setText(byId("node-high"), number(ends[1], 3));
  });
}

/** Returns the words of a lens, if there are any other ones for a sample that is followed. @param {NodeLens} lens @param {"name" | "card"} part @param {number | null} probe */
const words = (lens, part, probe) => (probe !== null && tIf(`node_lens.${lens}.${part}.sample`)) || tIf(`node_lens.${lens}.${part}`) || "";

/** Returns the line of the card about the number that a neuron shows. @param {Frame | null} frame @param {number} layer @param {number} index @param {Pick<View, "nodeLens" | "probe">} view @returns {[string, string][]} */
export function sizeNumbers(frame, layer, index, { nodeLens, probe }) {
  const lens = sizesOf(nodeLens);
  return lens ? [[words(nodeLens, "card", probe), number(trueAt(frame, lens.section, layer, index))]] : [];
}
