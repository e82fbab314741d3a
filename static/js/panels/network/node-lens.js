/** What the neurons show: the choice, its legend, and the number in the card. */

import { effect } from "@preact/signals-core";
import { bindRadios, byId, checkRadio, setText } from "../../base/dom.js";
import { number } from "../../base/format.js";
import { t } from "../../base/i18n.js";
import { throttled } from "../../base/throttled.js";
import { valueAt } from "../../net/frame.js";
import { DECADES } from "../../scene/node-lens.js";

/** @import { Frame, NodeLens, View } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "store">} context */
export function bindNodeLens({ store }) {
  bindRadios("node-lens", (nodeLens) => store.dispatch({ type: "view", patch: { nodeLens: /** @type {NodeLens} */ (nodeLens) } }));
  const frame = throttled(store.frame);
  effect(() => {
    const { nodeLens, probe } = store.view.value;
    checkRadio("node-lens", nodeLens);
    byId("node-legend").hidden = nodeLens !== "delta";
    setText(byId("node-name"), t(probe === null ? "node_lens.name" : "node_lens.name.sample"));
  });
  effect(() => {
    void [frame.value, store.view.value.nodeLens];
    const { delta } = store.nodeScale;
    const isKnown = delta > 0;
    setText(byId("node-low"), number(isKnown ? delta / 10 ** DECADES : null, 3));
    setText(byId("node-high"), number(isKnown ? delta : null, 3));
  });
}

/** Returns the line of the card about the size of a neuron's delta. @param {Frame | null} frame @param {number} layer @param {number} index @param {Pick<View, "nodeLens" | "probe">} view @returns {[string, string][]} */
export function deltaNumbers(frame, layer, index, { nodeLens, probe }) {
  if (nodeLens !== "delta") return [];
  return [[t(probe === null ? "node_lens.card" : "node_lens.card.sample"), number(valueAt(frame, "unit_delta_rms", layer, index))]];
}
