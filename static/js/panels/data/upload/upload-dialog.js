/** The dialog of own data: a table is pasted, opened or dropped, looked at, and learnt. */

import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { createPause } from "../../../base/timing/pause.js";
import { loadWords, t } from "../../../base/words/i18n.js";
import { NO_CHOICES, withCure } from "../table/choices.js";
import { createAssumptions } from "./assumptions.js";
import { createFaults } from "./faults.js";
import { countsText, noteText } from "./notes.js";
import { createPreview } from "./preview.js";
import { createTableReader } from "./table-reader.js";
import { textOf } from "./table-text.js";
import { makeForm } from "./upload-form.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { PageData, Samples } from "../../../types.js" */
/** @import { Choices } from "../table/types.js" */
/** @import { Read } from "./table-reader.js" */
/** @import { Uploads } from "../uploaded-tables.js" */
/** @import { Form } from "./upload-form.js" */

/** After so long without another letter, a text is read. */
const TYPING_MS = 250;
/** A longer text of a file is read, but not put into the box, where it would make the page slow. */
const MOST_IN_BOX = 500_000;

/**
 * @param {Pick<PanelContext, "page">} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start an experiment with the table
 */
export async function bindDialog({ page }, uploads, start) {
  await Promise.all([loadWords(), applyStyles("upload-dialog")]);
  const dialog = new UploadDialog(page.table_limits, uploads, start);
  dialog.bind();
  return dialog;
}

/**
 * The table in the dialog is *unread* while a text is typed, then *being read*, and at the end
 * *read* or *refused*; a change of a choice leads back to *being read*.
 */
class UploadDialog {
  #form = makeForm();
  #limits;
  #uploads;
  #start;
  #reader;
  #assumptions;
  #preview;
  #faults;
  /** @type {Choices} */
  #choices = NO_CHOICES;
  /** The last reading, which is null if the table was refused; null while the table is unread. @type {Promise<Read | null> | null} */
  #latest = null;
  #timer = 0;

  /** @param {PageData["table_limits"]} limits @param {Uploads} uploads @param {(samples: Samples) => Promise<unknown>} start */
  constructor(limits, uploads, start) {
    this.#limits = limits;
    this.#uploads = uploads;
    this.#start = start;
    this.#reader = createTableReader(limits, createPause);
    /** @param {Partial<Choices>} patch */
    const choose = (patch) => this.#choose(patch);
    this.#assumptions = createAssumptions(this.#form.assumed, choose);
    this.#preview = createPreview(this.#form.table, (column, choice) => choose({ columns: { [column]: choice } }));
    this.#faults = createFaults(this.#form, choose);
  }

  /** Adds the dialog to the page, and listens to its controls. */
  bind() {
    const { sheet, box, use } = this.#form;
    document.body.append(sheet);
    byId("own-show").addEventListener("click", () => sheet.showPopover());
    use.addEventListener("click", () => void this.#submit());
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.#submit();
    });
    box.addEventListener("input", () => this.#type());
    sheet.addEventListener("toggle", () => this.#showPresent());
    bindFile(this.#form, (file) => this.open(file));
  }

  /** Opens a file in the dialog. @param {File} file */
  async open(file) {
    const { sheet, box, reading, frame } = this.#form;
    sheet.showPopover();
    box.value = "";
    this.#take(file.name, "");
    if (file.size > this.#limits.bytes) {
      this.#refuse(new Error(t("own.too_long", { name: file.name, n: this.#limits.bytes / 2 ** 20 })));
      return;
    }
    const bytes = await file.arrayBuffer().catch((error) => this.#refuse(error));
    if (!bytes) return;
    this.#take(file.name, new Uint8Array(bytes));
    const result = await this.#read();
    if (!result) return;
    const { text } = result;
    const isShown = text !== null && text.length <= MOST_IN_BOX;
    box.placeholder = t(isShown ? "own.example" : "own.not_in_box");
    if (isShown) box.value = text;
    if (!reading.hidden) frame.focus();
  }

  /** Called when the text is edited: leaves the table unread until no letter follows for a while. */
  #type() {
    const { name, box } = this.#form;
    if (name.textContent !== "") this.#take("", "");
    this.#reader.give(box.value);
    this.#faults.show([]);
    this.#latest = null;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#read(), TYPING_MS);
  }

  /** Called when the dialog opens or closes: an empty dialog opens with the table in use, if there is one. */
  #showPresent() {
    const { sheet, box, name } = this.#form;
    const present = this.#uploads.present.value;
    if (!sheet.matches(":popover-open") || box.value !== "" || name.textContent !== "" || !present) return;
    box.value = textOf(present);
    this.#take("", box.value);
    void this.#read();
  }

  /** Forgets the last table, and what was chosen for it. @param {string} name of the file; "" for a text @param {string | Uint8Array} given */
  #take(name, given) {
    const { box, reading, summary } = this.#form;
    this.#choices = NO_CHOICES;
    setText(this.#form.name, name);
    box.toggleAttribute("data-file", name !== "");
    this.#reader.give(given);
    reading.hidden = true;
    this.#faults.show([]);
    setText(summary, name === "" ? "" : t("own.reading"));
  }

  /** Reads the table again in another way. @param {Partial<Choices>} patch */
  #choose(patch) {
    this.#choices = withCure(this.#choices, patch);
    void this.#read();
  }

  /** Reads the table, and shows it unless another reading began meanwhile. */
  #read() {
    window.clearTimeout(this.#timer);
    this.#latest = this.#reader
      .read(this.#choices, (first) => this.#show(first, false))
      .then(
        (result) => {
          if (result) this.#show(result);
          return result;
        },
        (error) => this.#refuse(error),
      );
    return this.#latest;
  }

  /** Writes why there is no table. @param {unknown} error @returns {null} */
  #refuse(error) {
    setText(this.#form.summary, "");
    this.#faults.refuse(error instanceof Error ? error.message : String(error));
    return null;
  }

  /** @param {Read} result @param {boolean} [isWhole] false for the first lines of a table that is still read */
  #show({ reading, encoding, isWorkbook }, isWhole = true) {
    const { sheet, box, name, notes, summary } = this.#form;
    const isTable = reading.table.rows.length > 0;
    sheet.toggleAttribute("data-read", isTable);
    this.#form.reading.hidden = !isTable;
    if (isTable) {
      this.#preview.show(reading, isWhole);
      const all = isWhole ? [...reading.table.notes, ...reading.notes] : [];
      notes.replaceChildren(...all.map((note) => make("li", { text: noteText(note) })));
    }
    this.#assumptions.show({ reading, choices: this.#choices, encoding, isWorkbook });
    const counts = isTable ? countsText(reading) : "";
    setText(summary, isWhole ? counts : t("own.reading"));
    const isEmpty = name.textContent === "" && box.value.trim() === "";
    this.#faults.show(isEmpty || !isWhole ? [] : reading.faults);
  }

  /** Starts an experiment with the table, or points to its first fault. */
  async #submit() {
    const { sheet, use } = this.#form;
    use.disabled = true;
    try {
      const result = await (this.#latest ?? this.#read());
      if (!result) return;
      const [fault] = result.reading.faults;
      if (fault) return this.#faults.point(result.reading, fault);
      await this.#start(await result.reading.samples());
      sheet.hidePopover();
    } catch (error) {
      this.#faults.refuse(error instanceof Error ? error.message : String(error));
    } finally {
      use.disabled = false;
    }
  }
}

/** Opens a file that is chosen. @param {Form} form @param {(file: File) => unknown} open */
function bindFile({ open: button, file: input }, open) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) void open(file);
    input.value = "";
  });
}
