/** Opens the page with the picture of a small attention network, which a test draws by hand. */

import { bindAttention } from "../../static/js/panels/attention/attention.js";
import { createTwinStore } from "../../static/js/state/store/twin-store.js";
import { attentionFrame, attentionNetwork } from "./attention-example.js";
import { openPanels } from "./dom.js";
import { haveLater } from "./later.js";

/** @param {import("node:test").TestContext} t */
export function openPicture(t, options = {}, { size = [731, 400], probe = 0, run = 0 } = {}) {
  const opened = openPanels(t, { welcome: { network: attentionNetwork(options) } });
  const { store, context, document } = opened;
  haveLater(opened);
  const twin = createTwinStore(store);
  const box = document.createElement("div");
  box.className = "picture";
  document.body.append(box);
  const spoken = document.createElement("p");
  const picture = bindAttention(context, { box, spoken, beside: twin }, run);
  const sheet = box.querySelector(".attention-sheet");
  sheet.getBoundingClientRect = () => ({ left: 0, top: 0, width: size[0], height: size[1] });
  opened.view({ probe });
  store.takeFrame(attentionFrame(options).frame);
  const draw = () => {
    for (const invalidate of picture.invalidators) invalidate();
    return picture.draw();
  };
  opened.after(200);
  picture.resize(size[0], size[1] + 100, 1);
  draw();
  const [cells, valueScales, gradScales, marks] = [...box.querySelectorAll("canvas")].filter((canvas) => !canvas.hidden);
  return { ...opened, picture, box, spoken, twin, draw, cells, scales: [valueScales, gradScales], marks, detail: box.querySelector(".attention-detail") };
}
