/** Copies the link to the current state, or shows it where the browser does not allow that. */

import { effect } from "@preact/signals-core";
import { copy } from "../../base/page/clipboard.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { listed, loadWords, t } from "../../base/words/i18n.js";
import { unshareable } from "./fragment.js";
import { ownLink, sharedLink } from "./page-link.js";

/** @import { Schema } from "./fragment.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Address } from "./address-sync.js" */
/** @import { Uploads } from "../data/uploaded-tables.js" */

/** Fills the link to the whole page, which an embedded one has. @param {Address} address */
export function linkWholePage(address) {
  const full = /** @type {HTMLAnchorElement} */ (byId("open-full"));
  effect(() => {
    full.href = ownLink(address.fragment.value);
  });
}

/**
 * Copies the link to the run as it is now; before its first step, to the experiment.
 *
 * @param {PanelContext} context
 * @param {Address} address
 * @param {Schema} schema
 * @param {Uploads} uploads
 */
export async function copyLink(context, address, schema, uploads) {
  const { linkOfRun } = await import("./run-link.js");
  const found = await linkOfRun(context, address.fragment.value);
  if (!found) return copyStart(context, address, schema, uploads);
  await loadWords();
  if (found === "long") return showTooLong(context, sharedLink(address.fragment.value).href, withoutNote(missingOf(context.store, schema, uploads)));
  const { href, isLocal, step } = found;
  return offerLink(context.store, href, async () => t(isLocal ? "link.copied.run.here" : "link.copied.run", { step }));
}

/** Shows the link to the experiment, and offers the run as a file. @param {PanelContext} context @param {string} link @param {string} without what the link lacks */
function showTooLong(context, link, without) {
  showLink(link, [t("link.run_too_long"), without].filter(Boolean).join(" "));
  const button = make("button", { class: "primary", text: t("link.save_run"), attributes: { type: "button" } });
  button.addEventListener("click", async () => (await import("../run-file/load-run.js")).saveRunFile(context));
  byId("share-note").append(" ", button);
}

/**
 * Copies the link to the experiment at step 0.
 *
 * @param {PanelContext} context
 * @param {Address} address
 * @param {Schema} schema
 * @param {Uploads} uploads
 */
function copyStart({ store }, address, schema, uploads) {
  const missing = missingOf(store, schema, uploads);
  const { href, isLocal } = sharedLink(address.fragment.value);
  /** Returns what the link does, when it is copied. */
  const sentence = async () => {
    if (store.state.value.connection !== "live") return t("link.copied.lost");
    if (missing.length > 0) return t("link.copied.without", { names: listed(missing) });
    if (!isLocal) return t("link.copied");
    await loadWords();
    return t("link.copied.here");
  };
  return offerLink(store, href, sentence, withoutNote(missing));
}

/** Returns what a link to the experiment cannot carry. @param {Store} store @param {Schema} schema @param {Uploads} uploads */
const missingOf = ({ state }, schema, { present }) =>
  unshareable(schema, state.value.experiment ?? {}, present.value).map((name) => t(name === "dataset" ? "link.own_data" : "link.typed_weights"));

/** Returns what a link lacks. @param {string[]} missing */
const withoutNote = (missing) => (missing.length > 0 ? t("link.without", { names: listed(missing) }) : "");

/**
 * Copies a link, or shows it if the browser does not allow copying.
 *
 * @param {Store} store
 * @param {string} link
 * @param {() => Promise<string>} sentence returns the message when it is copied
 * @param {string} [note] additional message when it is shown
 */
export async function offerLink(store, link, sentence, note = "") {
  if (await copy(link)) {
    store.dispatch({ type: "notice", message: await sentence(), tone: "plain" });
    return;
  }
  showLink(link, note);
}

/** @param {string} link @param {string} note */
function showLink(link, note) {
  const field = /** @type {HTMLInputElement} */ (byId("share-link"));
  field.value = link;
  setText(byId("share-note"), note);
  byId("share").showPopover();
  field.select();
}
