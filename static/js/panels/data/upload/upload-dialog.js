/** The dialog of own data, where a table is pasted or opened from a file. */

import { effect, signal } from "@preact/signals-core";
import { byId, setText } from "../../../base/dom.js";
import { t } from "../../../base/i18n.js";
import { textOf } from "./table-text.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { PanelContext } from "../../context.js" */
/** @import { Samples } from "../../../types.js" */
/** @import { TargetKind } from "../table/parse-table.js" */
/** @import { Uploads } from "../uploaded-tables.js" */

/**
 * The form in which a table is pasted or opened.
 *
 * @typedef {object} Form
 * @property {HTMLElement} sheet
 * @property {HTMLTextAreaElement} box
 * @property {HTMLSelectElement} kind
 * @property {HTMLButtonElement} use
 * @property {Signal<string>} fault
 */

/**
 * @param {Pick<PanelContext, "page">} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start an experiment with the table
 */
export function bindDialog({ page }, uploads, start) {
  /** @type {Form} */
  const form = { sheet: byId("own"), box: byId("own-text"), kind: byId("own-kind"), use: byId("own-use"), fault: signal("") };
  const { sheet, box, use, fault } = form;
  const send = () => void submit(form, page.table_limits, start);

  use.addEventListener("click", send);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  });
  box.addEventListener("input", () => {
    fault.value = "";
  });
  sheet.addEventListener("toggle", () => {
    if (sheet.matches(":popover-open") && box.value === "" && uploads.present.value) box.value = textOf(uploads.present.value);
  });
  effect(() => {
    byId("own-fault").hidden = fault.value === "";
    setText(byId("own-fault"), fault.value);
    box.setAttribute("aria-invalid", String(fault.value !== ""));
  });
  const open = (/** @type {File} */ file) => openFile(form, file, page.table_limits.bytes);
  bindFile(open);
  return { open };
}

/**
 * Parses the pasted table and starts an experiment with it, or shows where it is wrong.
 *
 * @param {Form} form
 * @param {PanelContext["page"]["table_limits"]} limits
 * @param {(samples: Samples) => Promise<unknown>} start
 */
async function submit({ sheet, box, kind, use, fault }, limits, start) {
  fault.value = "";
  use.disabled = true;
  const { readTable, TableError } = await import("../table/parse-table.js");
  try {
    const { x, y, names } = readTable(box.value, /** @type {TargetKind} */ (kind.value), limits);
    await start({ x, y, ...(names ? { names } : {}) });
    sheet.hidePopover();
  } catch (error) {
    fault.value = error instanceof Error ? error.message : String(error);
    if (error instanceof TableError && error.range) {
      box.focus();
      box.setSelectionRange(...error.range);
    }
  } finally {
    use.disabled = false;
  }
}

/** Opens a file in the form. @param {Form} form @param {File} file @param {number} most_bytes */
async function openFile({ sheet, box, fault }, file, most_bytes) {
  fault.value = "";
  sheet.showPopover();
  if (file.size > most_bytes) {
    fault.value = t("table_error.bytes", { n: most_bytes / 2 ** 20 });
    return;
  }
  try {
    box.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    setText(byId("own-name"), file.name);
  } catch {
    fault.value = t("table_error.text", { name: file.name });
  }
}

/** Calls `onFile` with a file that is chosen. @param {(file: File) => unknown} onFile */
function bindFile(onFile) {
  const input = /** @type {HTMLInputElement} */ (byId("own-file"));
  byId("own-open").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files?.[0]) void onFile(input.files[0]);
    input.value = "";
  });
}
