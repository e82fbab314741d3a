/** Upload of own data: pasted, opened from a file, dropped, or drawn. */

import { effect, signal } from "@preact/signals-core";
import { chunksOf, textOf } from "./chunks.js";
import { readTable, TableError } from "./parse.js";
import { tableOf } from "./uploads.js";
import { t } from "../../base/i18n.js";
import { bindDrawing } from "./draw.js";
import { byId, setText } from "../../base/dom.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Samples } from "../../types.js" */
/** @import { TargetKind } from "./parse.js" */
/** @import { Uploads } from "./uploads.js" */

/** @typedef {ReturnType<typeof bindUpload>} Upload */

/**
 * @param {PanelContext} context
 * @param {Uploads} uploads
 */
export function bindUpload(context, uploads) {
  const { store, page, actions } = context;
  const sheet = byId("own");
  const box = /** @type {HTMLTextAreaElement} */ (byId("own-text"));
  const kind = /** @type {HTMLSelectElement} */ (byId("own-kind"));
  const file = /** @type {HTMLInputElement} */ (byId("own-file"));
  const use = /** @type {HTMLButtonElement} */ (byId("own-use"));
  const fault = signal(/** @type {string} */ (""));
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

  async function submit() {
    fault.value = "";
    use.disabled = true;
    try {
      const table = readTable(box.value, /** @type {TargetKind} */ (kind.value), page.table_limits);
      const { x, y, names } = table;
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

  /** @param {File} given */
  async function open(given) {
    fault.value = "";
    sheet.showPopover();
    if (given.size > page.table_limits.bytes) {
      fault.value = t("table_error.bytes", { n: page.table_limits.bytes / 2 ** 20 });
      return;
    }
    try {
      box.value = new TextDecoder("utf-8", { fatal: true }).decode(await given.arrayBuffer());
      setText(byId("own-name"), given.name);
    } catch {
      fault.value = t("table_error.text", { name: given.name });
    }
  }

  use.addEventListener("click", () => void submit());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  });
  box.addEventListener("input", () => {
    fault.value = "";
  });
  byId("own-open").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files?.[0]) void open(file.files[0]);
    file.value = "";
  });
  sheet.addEventListener("toggle", () => {
    if (sheet.matches(":popover-open") && box.value === "" && uploads.present.value) box.value = textOf(uploads.present.value);
  });
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (!dataTransfer?.types.includes("Files") || byId("own-panel").closest("[data-away], [inert]")) return;
      event.preventDefault();
      const [first] = dataTransfer.files;
      if (name === "drop" && first) void open(first);
    });
  }

  effect(() => {
    byId("own-fault").hidden = fault.value === "";
    setText(byId("own-fault"), fault.value);
    box.setAttribute("aria-invalid", String(fault.value !== ""));
  });
  effect(() => {
    const { experiment, data } = store.state.value;
    const isOwn = tableOf(experiment) !== null;
    byId("own-present").hidden = !isOwn;
    if (!isOwn || !data) return;
    const { n_samples: n, n_features: columns } = /** @type {{ n_samples: number, n_features: number }} */ (experiment?.["dataset"]);
    const what = data.n_classes > 0 ? t("own.classes", { n: data.n_classes }) : t("own.values");
    setText(byId("own-present"), t("own.present", { samples: t("own.samples", { n }), columns: t("own.columns", { n: columns }), what }));
  });
  bindDrawing(context, uploads, start);

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
