/** What must be mended before a table can be learnt: a sentence, its cures as buttons, and its place in the text. */

import { make, setText } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { cellRange } from "./cell-range.js";
import { noteText } from "./notes.js";

/** @import { Choices, Fault, Reading } from "../table/types.js" */
/** @import { Form } from "./upload-form.js" */

/** The lines that a text has begun. @param {string} text */
const linesOf = (text) => text.split("\n").length;

/**
 * @param {Pick<Form, "box" | "fault" | "cures">} form
 * @param {(choices: Partial<Choices>) => void} onCure
 */
export function createFaults({ box, fault, cures }, onCure) {
  /** @param {string} text @param {readonly Fault[]} faults */
  function write(text, faults) {
    fault.hidden = text === "";
    setText(fault, text);
    box.setAttribute("aria-invalid", String(text !== ""));
    const buttons = (faults[0]?.cures ?? []).map((cure) => {
      const button = make("button", { class: "quiet small", text: noteText(cure), attributes: { type: "button" } });
      button.addEventListener("click", () => onCure(cure.choices));
      return button;
    });
    cures.hidden = buttons.length === 0;
    cures.replaceChildren(...buttons);
  }

  return {
    /** Writes the first fault, and how many more there are. @param {readonly Fault[]} faults */
    show(faults) {
      const [first, ...rest] = faults;
      write(first ? `${noteText(first)}${rest.length > 0 ? ` ${t("own.more_faults", { n: rest.length })}` : ""}` : "", faults);
    },
    /** Writes what the server or the file system refused. @param {string} message */
    refuse: (message) => write(message, []),
    /** Selects the cell of a fault in the text, in sight. @param {Reading} reading @param {Fault} first */
    point({ table: { lines, rows } }, { cell }) {
      box.focus();
      fault.scrollIntoView({ block: "nearest" });
      if (!cell) return;
      const text = rows[lines.indexOf(cell.line)]?.[cell.column] ?? "";
      const [start, end] = cellRange(box.value, cell.line, text);
      box.setSelectionRange(start, end);
      box.scrollTop = box.scrollHeight * (linesOf(box.value.slice(0, start)) / linesOf(box.value)) - box.clientHeight / 2;
    },
  };
}
