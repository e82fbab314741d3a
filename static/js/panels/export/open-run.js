/** The button that opens a run from a file. */

import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { loadRunFile } from "../run-file/load-run.js";

/** @import { Loader } from "../run-file/load-run.js" */

/**
 * Returns a button and the field of the file behind it.
 *
 * @param {Loader} loader
 * @param {{ report: (text: string) => void, close: () => void }} sheet
 */
export function makeOpenRun(loader, { report, close }) {
  const button = make("button", { class: "quiet small", text: t("export.open_run.choose"), attributes: { type: "button", id: "open-run" } });
  const field = make("input", {
    attributes: { type: "file", accept: ".json,application/json", id: "open-run-file", tabindex: "-1", hidden: "", "aria-label": t("export.open_run") },
  });

  async function open() {
    const [file] = field.files ?? [];
    field.value = "";
    if (!file) return;
    button.disabled = true;
    const isRun = await loadRunFile(loader, file);
    button.disabled = false;
    if (isRun) close();
    else report(t("export.open_run.other", { name: file.name }));
  }

  button.addEventListener("click", () => field.click());
  field.addEventListener("change", () => void open());
  return [button, field];
}
