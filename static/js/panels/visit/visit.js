/** What the page does by itself when it is opened; loaded after everything else. */

import { playOnFirstVisit } from "./first-visit.js";
import { offerLastRun } from "./last-run.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context @param {boolean} isPlain whether the page was opened without a link */
export function bindVisit(context, isPlain) {
  playOnFirstVisit(context, isPlain);
  if (isPlain) void offerLastRun(context);
}
