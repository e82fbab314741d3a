/** Experiments to try. */

import { byId } from "./dom.js";

/** @import { Parts } from "./all.js" */

/** @param {Parts} parts */
export function bindPresets({ actions, page }) {
  const select = /** @type {HTMLSelectElement} */ (byId("preset"));
  select.addEventListener("change", () => {
    const preset = page.presets.find(({ name }) => name === select.value);
    if (preset) void actions.startPreset(preset);
  });
}
