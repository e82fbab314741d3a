/** Opens the page with a network whose parts can be pointed at. */

import { bindCard } from "../../../../static/js/panels/network/card.js";
import { bindEscape, bindPointer } from "../../../../static/js/panels/network/pointer.js";
import { bindValuesTable } from "../../../../static/js/panels/network/values-table.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf } from "../../examples.js";

/** Three hidden units and the weights into them. */
export const NUMBERS = {
  "z.0": [[3], [1, 2, 3]],
  "a.0": [[3], [0.1, 0.2, 0.3]],
  "delta.0": [[3], [0, 0, 0]],
  "b.0": [[3], [7, 8, 9]],
  "db.0": [[3], [0, 0, 0]],
  "W.0": [
    [3, 2],
    [1, 2, 3, 4, 5, 6],
  ],
  "dW.0": [
    [3, 2],
    [0, 0, 0, 0, 0.5, 0],
  ],
};
export const NEURON = { kind: "neuron", layer: 0, index: 1 };
export const WEIGHT = { kind: "edge", layer: 0, row: 2, column: 0 };

/** A network of 2, 3 and 1 units whose selection is bound, with its card. */
export function openNetwork(t) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  opened.shape.value = networkShape(networkOf(2, 3, 1), 700, 480, 13);
  bindPointer(opened.context);
  bindEscape(opened.context);
  bindValuesTable(opened.context);
  bindCard(opened.context, opened.byId("card"), { isEditable: true });
  opened.store.takeFrame(frameOf(NUMBERS));
  opened.after(100);
  const node = ({ layer, index }) => opened.shape.value.nodes.find((one) => one.kind === "neuron" && one.layer === layer && one.index === index);
  const over = (target) => ({ clientX: node(target).x, clientY: node(target).y });
  const hover = () => opened.store.view.value.hover;
  const pinned = () => opened.store.view.value.pinned;
  const card = () => (opened.byId("card").hidden ? null : opened.byId("card").querySelector("h3").textContent);
  const numbers = () =>
    Object.fromEntries([...opened.byId("card").querySelectorAll("dl > div")].map((row) => [...row.children].map(({ textContent }) => textContent)));
  return { ...opened, over, hover, pinned, card, numbers };
}
