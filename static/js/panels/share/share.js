/** The button that copies the link to the current state; what it does is loaded a moment after the page. */

import { effect } from "@preact/signals-core";
import { byId } from "../../base/page/dom.js";

/** @import { Schema } from "./fragment.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Address } from "./address-sync.js" */
/** @import { Uploads } from "../data/uploaded-tables.js" */

/** By then the page is drawn. A link can be copied when the server is gone, too, so this does not wait for a click. */
const LOAD_AFTER_MS = 3000;

const load = () => import("./copy-link.js");

/**
 * @param {PanelContext} context
 * @param {Address} address
 * @param {Schema} schema
 * @param {Uploads} uploads
 */
export function bindShare(context, address, schema, uploads) {
  const button = /** @type {HTMLButtonElement} */ (byId("copy-link"));
  effect(() => {
    button.disabled = context.store.state.value.experiment === null;
  });
  button.addEventListener("click", async () => (await load()).copyLink(context, address, schema, uploads));
  setTimeout(() => void load().catch(() => undefined), LOAD_AFTER_MS);
  if ("embed" in document.documentElement.dataset) void load().then(({ linkWholePage }) => linkWholePage(address));
}
