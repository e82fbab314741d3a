/** Opens the page with the picture of a recurrent network, as the stage draws it. */

import { effect } from "@preact/signals-core";
import { bindRecurrent } from "../../../../static/js/panels/recurrent/recurrent.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { boxOf } from "../../../../static/js/scene/recurrent/targets.js";
import { unrolled } from "../../../../static/js/scene/recurrent/unrolled.js";
import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

export const [WIDTH, HEIGHT] = [730, 430];

/** Numbers that tell what they are: time steps count tens, units ones. */
const value = (_name, site, row) => 0.1 * ((site ?? 0) + 1) + 0.01 * row;
/** A gradient that halves with each time step on its way back. */
const grad = (name, site, row) => (name === "h" || name === "c" ? 1 : 0.5) * 2 ** -(3 - (site ?? 3)) * (row + 1);

export function openRecurrent(t, { network = {}, twin: twinNetwork = null, run = 0, isNarrow = false, ...welcome } = {}) {
  const opened = openPanels(t, { welcome: { network: recurrentNetwork(network), ...welcome } });
  const { store, context, document, byId, resize } = opened;
  const twin = createTwinStore(store);
  if (twinNetwork) {
    store.dispatch({ type: "twin", experiment: {}, network: recurrentNetwork(twinNetwork), differences: {}, first_difference: 0 });
  }
  store.dispatch({ type: "view", patch: { probe: 0 } });
  const box = document.createElement("div");
  byId("network-box").append(box);
  const [own, beside] = run === 0 ? [store, twin] : [twin, store];
  const picture = bindRecurrent({ ...context, store: own }, { box, spoken: byId("network-spoken"), beside }, run);
  for (const invalidate of picture.invalidators) effect(invalidate);
  const part = (name) => box.querySelector(`.time-${name}`);
  resize(box, isNarrow ? 350 : WIDTH, HEIGHT + 60);
  resize(part("area"), isNarrow ? 350 : WIDTH, HEIGHT);
  const canvases = [...part("area").querySelectorAll("canvas")].filter((canvas) => !canvas.hidden);
  for (const canvas of canvases) canvas.getBoundingClientRect = part("area").getBoundingClientRect;
  const frame = (of, names, more) => nodeFrame(recurrentNetwork(of), names, { value, grad, ...more });
  const NAMES = ["x", "h", "c", "s", "g", "z", "a"];
  const take = (more = {}) => {
    store.takeFrame({ ...frame(network, NAMES, more), twin: twinNetwork && frame(twinNetwork, NAMES, more) });
    opened.after(200);
  };
  const draw = () => {
    picture.draw();
    return canvases.map((canvas) => canvas.getContext("2d").painted);
  };
  const shape = unrolled(recurrenceOf(recurrentNetwork(network)), { width: WIDTH, height: HEIGHT, rem: 13, folded: new Set(), hasTerms: false, isTiny: false });
  /** Where the pointer is over a target of a picture without folded bands and without bars. */
  const at = (target) => {
    const { x, y, width, height } = boxOf(shape, target);
    return { clientX: x + width / 2, clientY: y + height / 2 };
  };
  return { ...opened, at, shape, twin, box, part, picture, take, draw, overlay: canvases[3], text: (name) => part(name).textContent };
}
