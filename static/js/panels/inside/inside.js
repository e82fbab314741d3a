/** The view of one training step: binds its parts. */

import { bindParts } from "./parts.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindInside(context) {
  bindParts(context);
}
