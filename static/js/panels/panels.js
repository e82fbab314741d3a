/** Binds all panels of the page. */

import { effect } from "@preact/signals-core";
import { subscriptionOf } from "../state/store/subscription.js";
import { bindData } from "./data/data.js";
import { bindFold } from "./distributions/fold.js";
import { bindNetwork } from "./network/network.js";
import { bindAxes } from "./output/axes.js";
import { bindOutput } from "./output/output.js";
import { bindViews } from "./output/views.js";
import { bindPlayControls } from "./page/play-controls.js";
import { bindPresets } from "./page/preset-menu.js";
import { bindSettings } from "./page/settings.js";
import { bindShortcuts } from "./page/shortcuts.js";
import { bindStatus } from "./page/status.js";
import { bindTabs } from "./page/tabs.js";

/** @import { PanelContext } from "./context.js" */

/** @param {PanelContext} context */
export function bindAll(context) {
  bindTabs(context);
  bindPlayControls(context);
  bindSettings(context);
  bindData(context);
  bindNetwork(context);
  bindOutput(context);
  bindFold(context);
  bindViews(context);
  bindAxes(context);
  bindPresets(context);
  bindStatus(context);
  bindShortcuts(context);
  followSubscription(context);
}

/** Updates the subscription when other sections are on screen, or the page is hidden. @param {PanelContext} context */
function followSubscription({ store, actions }) {
  document.addEventListener("visibilitychange", actions.subscribe);
  let seen = "";
  effect(() => {
    const next = store.state.value.connection === "live" ? JSON.stringify(subscriptionOf(store.state.value)) : "";
    if (next === seen) return;
    const isFirst = seen === "";
    seen = next;
    if (!isFirst && next !== "") actions.subscribe();
  });
}
