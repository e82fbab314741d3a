/** Copies the link to the current state. */

import { effect } from "@preact/signals-core";
import { byId, make, setText } from "../../base/page/dom.js";
import { listed, t } from "../../base/words/i18n.js";
import { unshareable, VERSION } from "./fragment.js";

/** @import { Schema } from "./fragment.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Address } from "./address-sync.js" */
/** @import { Uploads } from "../data/uploaded-tables.js" */

/**
 * @param {PanelContext} context
 * @param {Address} address
 * @param {Schema} schema
 * @param {Uploads} uploads
 */
export function bindShare({ store }, address, schema, uploads) {
  const full = /** @type {HTMLAnchorElement} */ (byId("open-full"));

  effect(() => {
    full.href = linkTo(address.fragment.value);
  });

  byId("copy-link").addEventListener("click", () => {
    const missing = unshareable(schema, store.state.value.experiment ?? {}, uploads.present.value);
    const names = listed(missing.map((name) => t(name === "dataset" ? "link.own_data" : "link.typed_weights")));
    const link = linkTo(address.fragment.value);
    if (missing.length > 0) void offerLink(store, link, t("link.copied.without", { names }), t("link.without", { names }));
    else void offerLink(store, link, t("link.copied"));
  });
}

/**
 * Copies a link, or shows it if the browser does not allow copying.
 *
 * @param {Store} store
 * @param {string} link
 * @param {string} sentence message when it is copied
 * @param {string} [note] additional message when it is shown
 */
export async function offerLink(store, link, sentence, note = "") {
  if (await copy(link)) {
    store.dispatch({ type: "notice", message: sentence, tone: "plain" });
    return;
  }
  const field = /** @type {HTMLInputElement} */ (byId("share-link"));
  field.value = link;
  setText(byId("share-note"), note);
  byId("share").showPopover();
  field.select();
}

/**
 * Returns the URL of the page, not embedded but with the same hidden parts. The fragment
 * is never empty, because that would resume the session of whoever opens the link.
 *
 * @param {string} fragment
 */
function linkTo(fragment) {
  const link = new URL(location.href);
  link.searchParams.delete("embed");
  link.hash = fragment || `v=${VERSION}`;
  return link.href;
}

/** @param {string} text @returns {Promise<boolean>} */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Copies by selection, the only way on a page without HTTPS. @param {string} text */
function copyBySelection(text) {
  const focused = document.activeElement;
  const area = make("textarea", { class: "hidden", attributes: { readonly: "", "aria-hidden": "true", tabindex: "-1" } });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
