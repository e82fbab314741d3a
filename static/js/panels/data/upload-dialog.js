/** Upload of own data: pasted, opened from a file, dropped, or drawn. */

import { effect, signal } from "@preact/signals-core";
import { byId, setText } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { chunksOf, textOf } from "./table-chunks.js";
import { tableOf } from "./uploaded-tables.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Samples } from "../../types.js" */
/** @import { TargetKind } from "./parse-table.js" */
/** @import { Uploads } from "./uploaded-tables.js" */

/** @import { Signal } from "@preact/signals-core" */

/** @typedef {ReturnType<typeof bindUpload>} Upload */

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
 * @param {PanelContext} context
 * @param {Uploads} uploads
 */
export function bindUpload(context, uploads) {
  const { store, actions } = context;
  /** The experiment of a lost session, to restart with its uploaded table. @type {Record<string, unknown> | null} */
  let lost = null;

  /**
   * Uploads samples and starts an experiment with them.
   *
   * @param {Samples} samples
   * @param {(reference: { table: string }) => unknown} begin
   */
  async function upload(samples, begin) {
    for (const piece of chunksOf(samples)) {
      const { applied } = await actions.send({ type: "table", ...piece });
      if (!piece.is_last) continue;
      const table = String(applied["table"]);
      uploads.remember(table, samples);
      await begin({ table });
    }
  }

  /** @param {Samples} samples */
  const start = (samples) => upload(samples, (dataset) => actions.startWith({ dataset }));

  bindForm(context, uploads, start);
  bindPresent(store);
  bindBoard(context, uploads, start);

  return {
    /** Returns the experiment of a new session when the old one is lost. @param {Record<string, unknown>} experiment */
    restore(experiment) {
      if (tableOf(experiment) === null) return experiment;
      lost = experiment;
      return null;
    },
    /** Called at the start of a session: uploads the table of a lost session again. */
    async onWelcome() {
      const [experiment, samples] = [lost, lost && uploads.of(lost)];
      lost = null;
      if (!experiment || store.state.value.resumedAt !== null) return;
      if (!samples) store.dispatch({ type: "notice", message: t("own.lost"), tone: "error" });
      else await upload(samples, (dataset) => actions.restart({ ...experiment, dataset }, false)).catch(() => undefined);
    },
  };
}

/**
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start
 */
function bindForm({ page }, uploads, start) {
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
  bindFiles((file) => void openFile(form, file, page.table_limits.bytes));
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
  const { readTable, TableError } = await import("./parse-table.js");
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

/** Calls `onFile` with a file that is chosen, or dropped on the page. @param {(file: File) => void} onFile */
function bindFiles(onFile) {
  const input = /** @type {HTMLInputElement} */ (byId("own-file"));
  byId("own-open").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files?.[0]) onFile(input.files[0]);
    input.value = "";
  });
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (!dataTransfer?.types.includes("Files") || byId("own-panel").closest("[data-away], [inert]")) return;
      event.preventDefault();
      const [first] = dataTransfer.files;
      if (name === "drop" && first) onFile(first);
    });
  }
}

/**
 * Loads the drawing board when it is opened for the first time.
 *
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start
 */
function bindBoard(context, uploads, start) {
  const open = byId("draw-open");
  open.addEventListener(
    "click",
    async () => {
      const { bindDrawing } = await import("./draw-points.js");
      bindDrawing(context, uploads, start);
      open.click();
    },
    { once: true },
  );
}

/** Describes the uploaded table of the current experiment. @param {PanelContext["store"]} store */
function bindPresent(store) {
  effect(() => {
    const { experiment, data } = store.state.value;
    const isOwn = tableOf(experiment) !== null;
    byId("own-present").hidden = !isOwn;
    if (!isOwn || !experiment || !data) return;
    const { n_samples: n, n_features: columns } = /** @type {{ n_samples: number, n_features: number }} */ (experiment["dataset"]);
    const what = data.n_classes > 0 ? t("own.classes", { n: data.n_classes }) : t("own.values");
    setText(byId("own-present"), t("own.present", { samples: t("own.samples", { n }), columns: t("own.columns", { n: columns }), what }));
  });
}
