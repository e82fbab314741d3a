/** Binds every control of the page. */

import { effect } from "@preact/signals-core";
import { bindAnswers } from "./output/views.js";
import { bindAxes } from "./output/axes.js";
import { bindData } from "./data/data.js";
import { bindFields } from "./page/settings.js";
import { bindKeys } from "./page/shortcuts.js";
import { bindNetwork } from "./network/network.js";
import { bindOutput } from "./output/output.js";
import { bindPointer } from "./network/pointer.js";
import { bindPresets } from "./page/presets.js";
import { bindReadouts } from "./page/status.js";
import { bindResting } from "./network/unit-health.js";
import { bindTransport } from "./page/transport.js";
import { watched } from "../state/subscription.js";

/** @import { PanelContext } from "./context.js" */

/** @param {PanelContext} parts */
export function bindAll(parts) {
  bindTransport(parts);
  bindFields(parts);
  bindData(parts);
  bindNetwork(parts);
  bindResting(parts);
  bindOutput(parts);
  bindAnswers(parts);
  bindAxes(parts);
  bindPointer(parts);
  bindPresets(parts);
  bindReadouts(parts);
  bindKeys(parts);
  watchWhatIsSeen(parts);
}

/** Tells the server again when other sections are needed, or none. @param {PanelContext} parts */
function watchWhatIsSeen({ store, actions }) {
  document.addEventListener("visibilitychange", actions.watch);
  let seen = "";
  effect(() => {
    const next = store.state.value.connection === "live" ? JSON.stringify(watched(store.state.value)) : "";
    if (next === seen) return;
    const isFirst = seen === "";
    seen = next;
    if (!isFirst && next !== "") actions.watch();
  });
}
