/** Upload of own data. The dialog and the drawing board are loaded when they are first opened. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../../base/page/dom.js";
import { loadWords, t } from "../../../base/words/i18n.js";
import { tableOf } from "../uploaded-tables.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Samples } from "../../../types.js" */
/** @import { Uploads } from "../uploaded-tables.js" */

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
    const { chunksOf } = await import("./table-chunks.js");
    for (const piece of chunksOf(samples)) {
      const { applied } = await actions.send({ type: "table", ...piece });
      if (!piece.is_last) continue;
      const table = String(applied["table"]);
      uploads.remember(table, samples);
      await begin({ table });
    }
  }

  /** Starts with samples whose numbers are scaled if that helps, or stay as they are. @param {null | false} standardize */
  const startScaled = (standardize) => (/** @type {Samples} */ samples) =>
    upload(samples, (dataset) => actions.startWith({ dataset, standardize, standardize_targets: standardize }));
  const start = startScaled(null);

  bindDialog(context, uploads, start);
  bindPresent(store);
  onFirstClick(byId("hand-open"), async () => {
    const { bindHandDialog } = await import("../hand/hand-dialog.js");
    await bindHandDialog(context, uploads, (given, fields) => upload(given, (dataset) => actions.startWith({ ...fields, dataset })));
  });
  onFirstClick(byId("draw-open"), async () => {
    const [{ bindDrawing }] = await Promise.all([import("../draw-points.js"), loadWords()]);
    return bindDrawing(context, uploads, startScaled(false));
  });

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
      if (!samples) {
        store.dispatch({ type: "notice", message: t("own.lost"), tone: "error" });
        return;
      }
      const { tone } = store.state.peek();
      await upload(samples, (dataset) => actions.restart({ ...experiment, dataset }, false)).then(
        () => store.dispatch({ type: "notice", message: t("own.again"), tone }),
        () => undefined,
      );
    },
  };
}

/**
 * Opens the dialog by its button, or with a file that is dropped on the page.
 *
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start
 */
function bindDialog(context, uploads, start) {
  /** @type {ReturnType<typeof import("./upload-dialog.js").bindDialog> | null} */
  let dialog = null;

  async function load() {
    const { bindDialog: bind } = await import("./upload-dialog.js");
    dialog ??= bind(context, uploads, start);
    return dialog;
  }

  onFirstClick(byId("own-show"), load);
  onDrop(async (file) => (await isRun(context, file)) || (await load()).open(file));
}

/** Goes on with the run in a file, and returns whether there is one. @param {PanelContext} context @param {File} file */
const isRun = async (context, file) => /\.json$/i.test(file.name) && (await import("../../run-file/load-run.js")).loadRunFile(context, file);

/**
 * Loads what a button opens when it is first pressed, and presses it again when that is there.
 * Where that fails, the next press tries it again.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<unknown>} load
 */
function onFirstClick(button, load) {
  let isLoading = false;

  /** @param {Event} event */
  async function first(event) {
    event.preventDefault();
    if (isLoading) return;
    isLoading = true;
    try {
      await load();
    } finally {
      isLoading = false;
    }
    button.removeEventListener("click", first);
    button.click();
  }

  button.addEventListener("click", first);
}

/** Calls `onFile` with a file that is dropped on the page. @param {(file: File) => unknown} onFile */
function onDrop(onFile) {
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event);
      if (!dataTransfer?.types.includes("Files") || byId("own-panel").closest("[data-away], [inert]")) return;
      event.preventDefault();
      const [first] = dataTransfer.files;
      if (name === "drop" && first) void onFile(first);
    });
  }
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
