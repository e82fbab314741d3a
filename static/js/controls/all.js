/** Binds every control of the page. */

import { effect } from "@preact/signals-core";
import { bindAnswers } from "./answers.js";
import { bindAxes } from "./axes.js";
import { bindData } from "./data.js";
import { bindFields } from "./fields.js";
import { bindKeys } from "./keys.js";
import { bindNetwork } from "./network.js";
import { bindOutput } from "./output.js";
import { bindPointer } from "./pointer.js";
import { bindPresets } from "./presets.js";
import { bindReadouts } from "./readouts.js";
import { bindResting } from "./resting.js";
import { bindTransport } from "./transport.js";
import { watched } from "./watched.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { NetworkShape, PageData } from "../types.js" */
/** @import { Store } from "../store.js" */
/** @import { Actions } from "./actions.js" */
/** @import { InputLabels } from "./labels.js" */

/**
 * What every control may use.
 *
 * @typedef {object} Parts
 * @property {Store} store
 * @property {PageData} page
 * @property {Actions} actions
 * @property {InputLabels} label what an input is called
 * @property {ReadonlySignal<NetworkShape | null>} shape
 * @property {() => void} retry
 */

/** @param {Parts} parts */
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

/** Tells the server again when other sections are needed, or none. @param {Parts} parts */
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
