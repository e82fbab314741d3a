/** The elements of the dialog of own data. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";

/** @typedef {ReturnType<typeof makeForm>} Form */

const FILES = ".csv,.tsv,.tab,.txt,.data,.json,.xlsx,text/csv,text/plain,text/tab-separated-values,application/json";
const HIDE = { popovertarget: "own", popovertargetaction: "hide" };

/** Makes the dialog, without a table. */
export function makeForm() {
  const name = make("span", { class: "own-name", attributes: { id: "own-name" } });
  const open = make("button", { class: "quiet", text: t("own.open"), attributes: { id: "own-open", type: "button" } });
  const file = make("input", { attributes: { id: "own-file", type: "file", accept: FILES, hidden: "" } });
  const box = make("textarea", {
    attributes: {
      id: "own-text",
      autofocus: "",
      rows: "12",
      spellcheck: "false",
      autocomplete: "off",
      wrap: "off",
      placeholder: t("own.example"),
      "aria-describedby": "own-fault own-limits",
    },
  });
  const fault = make("p", { class: "fault", attributes: { id: "own-fault", role: "alert", hidden: "" } });
  const cures = make("div", { class: "own-cures", attributes: { id: "own-cures", role: "group", "aria-label": t("own.cures"), hidden: "" } });
  const assumed = make("div", { class: "own-assumed", attributes: { id: "own-assumed", role: "group", "aria-label": t("own.assumed") } });
  const notes = make("ul", { class: "own-notes caption", attributes: { id: "own-notes" } });
  const table = make("table", { class: "own-preview", attributes: { id: "own-preview" } });
  const frame = make("div", { class: "own-frame", attributes: { role: "region", tabindex: "0", "aria-label": t("own.preview") } }, table);
  const reading = make("div", { class: "own-reading", attributes: { id: "own-reading", hidden: "" } }, assumed, notes, frame);
  const summary = make("p", { class: "own-summary", attributes: { id: "own-summary", role: "status" } });
  const close = make("button", { class: "quiet", text: t("own.close"), attributes: { type: "button", ...HIDE } });
  const use = make("button", {
    class: "primary",
    text: t("own.use"),
    attributes: { id: "own-use", type: "button", "aria-keyshortcuts": "Control+Enter" },
  });
  const sheet = make(
    "section",
    { class: "sheet own", attributes: { id: "own", popover: "", "aria-labelledby": "own-title" } },
    make("h2", { text: t("own.title"), attributes: { id: "own-title" } }),
    make("div", { class: "own-source" }, open, file, make("p", { class: "soft", text: t("own.text") }), name),
    make("label", { class: "own-box" }, make("span", { class: "hidden", text: t("own.table") }), box),
    fault,
    cures,
    reading,
    make("p", { class: "soft caption", text: t("own.limits"), attributes: { id: "own-limits" } }),
    make("div", { class: "own-end" }, summary, close, use),
  );
  return { sheet, name, open, file, box, fault, cures, assumed, notes, frame, table, reading, summary, use };
}
