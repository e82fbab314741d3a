/** Opens the page with a frame of a network, for pictures of it. */

import "../../../english.js";
import { openPanels } from "../../../dom.js";
import { CIRCLE, frameOf, networkOf, THEME } from "../../../examples.js";

export const COLOURS = { ...THEME, mapCss: ["#ff0000", "#ffffff", "#0000ff"], lines: ["#ff0000", "#ffffff", "#0000ff"] };

const HIDDEN = {
  surface: [[1, 2, 2], Uint8Array.of(0, 255, 0, 255)],
  surface_range: [
    [1, 2],
    [-1, 1],
  ],
  neuron_surface: [[3, 2, 2], new Uint8Array(12).fill(128)],
  "W.0": [
    [3, 2],
    [1, -0.5, 0.25, 0, 0, 0],
  ],
  "b.0": [[3], [0, 0, 0.75]],
  "W.1": [
    [1, 3],
    [0.5, NaN, 0],
  ],
  "b.1": [[1], [0.1]],
  delta_rms: [[2], Float64Array.of(0.01, 0.1)],
  da_rms: [[2], Float64Array.of(0.02, 0.2)],
  delta_theory: [[2], Float64Array.of(0.1, 1)],
  delta_theory_band: [[2], Float64Array.of(0.1, 0)],
};

/** @param {import("node:test").TestContext} t */
export function openNetworkPage(t, { data = CIRCLE, network = networkOf(2, 3, 1), sections = HIDDEN, more = {} } = {}) {
  const opened = openPanels(t, { welcome: { data, network, ...more } });
  opened.store.setTheme(COLOURS);
  opened.store.takeFrame(frameOf(sections, { step: 7, trainLoss: 0.25, testLoss: 0.5 }));
  t.mock.method(opened.window.HTMLCanvasElement.prototype, "toDataURL", () => "data:image/png;base64,AA");
  return opened;
}
