/** Goes on with a run that was saved as a file or is in a link; loaded when one is opened. */

import { PAGE } from "../../base/page/page-data.js";
import { saveFile } from "../../base/page/save-file.js";
import { loadWords, t } from "../../base/words/i18n.js";
import { unpacked } from "./run-text.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Actions } from "../../state/edits/actions.js" */
/** @import { Store } from "../../state/store/store.js" */

/** The longest text that the server takes, and the longest piece of it in one message. */
const { document: MOST_BYTES, piece: PIECE } = PAGE.message_limits;
/** The server takes so many messages at once, and then one after each such time. */
const AT_ONCE = 20;
const INTERVAL_MS = 60;
const FORMAT = /"format"\s*:\s*"backprop-live-run"/;
const OTHER_THAN_ASCII = /[^\0-\x7f]/g;

/** @typedef {{ store: Store, actions: Pick<Actions, "send" | "carryOut"> }} Loader */

/**
 * Sends a run to the server, which goes on with it, paused; undo leads back. The status line
 * shows how far it is, and a refusal.
 *
 * @param {Loader} loader
 * @param {string} text
 * @returns {Promise<boolean>} whether the server has taken it
 */
export async function loadRun({ store, actions }, text) {
  // In JSON an escape means the character, so each character is one for both sides.
  const ascii = text.replace(OTHER_THAN_ASCII, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const last = Math.floor(Math.max(ascii.length - 1, 0) / PIECE) * PIECE;
  const { experiment } = store.state.peek();
  try {
    for (let first = 0; first < last; first += PIECE) {
      await actions.send({ type: "load", first, text: ascii.slice(first, first + PIECE), is_last: false });
      if (first > AT_ONCE * PIECE) await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
    await actions.carryOut({
      name: "load",
      before: experiment && { type: "reset", experiment },
      after: { type: "load", first: last, text: ascii.slice(last), is_last: true },
    });
    return true;
  } catch {
    return false; // The status line shows why.
  }
}

/**
 * Repeats the run of a link up to its step.
 *
 * @param {Loader} loader
 * @param {string} packedRun
 * @returns {Promise<boolean>} whether the server has taken it
 */
export async function loadLinkedRun(loader, packedRun) {
  const [text] = await Promise.all([unpacked(packedRun), loadWords()]);
  if (text !== null) return loadRun(loader, text);
  loader.store.dispatch({ type: "notice", message: t("link.run_broken"), tone: "error" });
  return false;
}

/**
 * Goes on with the run in a file.
 *
 * @param {Loader} loader
 * @param {File} file
 * @returns {Promise<boolean>} whether it is one; a file of another kind is left alone
 */
export async function loadRunFile(loader, file) {
  const { dispatch } = loader.store;
  const text = file.size > MOST_BYTES ? await file.slice(0, MOST_BYTES).text() : await file.text();
  if (!FORMAT.test(text)) return false;
  if (file.size <= MOST_BYTES) return (await loadRun(loader, text)) || true;
  await loadWords();
  dispatch({ type: "notice", message: t("run_file.too_large", { n: MOST_BYTES / 2 ** 20 }), tone: "error" });
  return true;
}

/** Saves the whole run with its branches as a file. @param {Pick<PanelContext, "ask" | "store">} context */
export async function saveRunFile({ ask, store }) {
  await loadWords();
  try {
    const { content, filename, mime } = await ask({ type: "export", kind: "run" });
    saveFile(new Blob([content], { type: mime }), filename);
    store.dispatch({ type: "notice", message: t("run_file.saved", { name: filename }), tone: "plain" });
  } catch (error) {
    store.dispatch({ type: "notice", message: /** @type {Error} */ (error).message, tone: "error" });
  }
}
