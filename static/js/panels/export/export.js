/** The button that opens the sheet of files; the sheet is loaded when it is first opened. */

import { effect } from "@preact/signals-core";
import { byId } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { loadWords } from "../../base/words/i18n.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Address } from "../share/address-sync.js" */
/** @import { PictureStore } from "./pictures/network.js" */

/** @param {PanelContext} context @param {Address} address @param {PictureStore} twin what the network of the twin is painted from */
export function bindExport(context, address, twin) {
  const button = /** @type {HTMLButtonElement} */ (byId("export-open"));
  /** @type {import("./export-sheet.js").ExportSheet | null} */
  let sheet = null;
  effect(() => {
    button.disabled = context.store.state.value.experiment === null;
  });
  button.addEventListener("click", async () => {
    const script = import("./export-sheet.js");
    await Promise.all([applyStyles("export"), loadWords()]);
    const { ExportSheet } = await script;
    sheet ??= new ExportSheet(context, address, twin);
    sheet.open();
  });
}
