/** The dialog of own data: a table is pasted, opened or dropped, looked at, and learnt. */

import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { createPause } from "../../../base/timing/pause.js";
import { loadWords, t } from "../../../base/words/i18n.js";
import { NO_CHOICES, withCure } from "../table/choices.js";
import { createAssumptions } from "./assumptions.js";
import { createFaults } from "./faults.js";
import { sayCounts, sayNote } from "./notes.js";
import { createPreview } from "./preview.js";
import { createTableReader } from "./table-reader.js";
import { textOf } from "./table-text.js";
import { makeForm } from "./upload-form.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Samples } from "../../../types.js" */
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
  const form = makeForm();
  const { sheet, box, use } = form;
  document.body.append(sheet);
  const limits = page.table_limits;
  const reader = createTableReader(limits, createPause);
  /** @type {Choices} */
  let choices = NO_CHOICES;
  /** The last reading; null while a text is typed and not read yet. @type {Promise<Read | null> | null} */
  let latest = null;
  let timer = 0;

  const assumptions = createAssumptions(form.assumed, choose);
  const preview = createPreview(form.table, (column, choice) => choose({ columns: { [column]: choice } }));
  const faults = createFaults(form, choose);

  /** Reads the table again in another way. @param {Partial<Choices>} patch */
  function choose(patch) {
    choices = withCure(choices, patch);
    void read();
  }

  /** Reads the table, and shows it unless another reading began meanwhile. */
  function read() {
    window.clearTimeout(timer);
    latest = reader
      .read(choices, (first) => show(first, false))
      .then(
        (result) => {
          if (result) show(result);
          return result;
        },
        (error) => refuse(error),
      );
    return latest;
  }

  /** Writes why there is no table. @param {unknown} error @returns {null} */
  function refuse(error) {
    setText(form.summary, "");
    faults.refuse(error instanceof Error ? error.message : String(error));
    return null;
  }

  /** @param {Read} result @param {boolean} [isWhole] false for the first lines of a table that is still read */
  function show({ reading, encoding, isWorkbook }, isWhole = true) {
    const isTable = reading.table.rows.length > 0;
    sheet.toggleAttribute("data-read", isTable);
    form.reading.hidden = !isTable;
    if (isTable) {
      preview.show(reading, isWhole);
      const notes = isWhole ? [...reading.table.notes, ...reading.notes] : [];
      form.notes.replaceChildren(...notes.map((note) => make("li", { text: sayNote(note) })));
    }
    assumptions.show({ reading, choices, encoding, isWorkbook });
    const counts = isTable ? sayCounts(reading) : "";
    setText(form.summary, isWhole ? counts : t("own.reading"));
    const isEmpty = form.name.textContent === "" && box.value.trim() === "";
    faults.show(isEmpty || !isWhole ? [] : reading.faults);
  }

  /** Forgets the last table, and what was chosen for it. @param {string} name of the file; "" for a text @param {string | Uint8Array} given */
  function take(name, given) {
    choices = NO_CHOICES;
    setText(form.name, name);
    box.toggleAttribute("data-file", name !== "");
    reader.give(given);
    form.reading.hidden = true;
    faults.show([]);
    setText(form.summary, name === "" ? "" : t("own.reading"));
  }

  async function submit() {
    use.disabled = true;
    try {
      const result = await (latest ?? read());
      if (!result) return;
      const [fault] = result.reading.faults;
      if (fault) return faults.point(result.reading, fault);
      await start(await result.reading.samples());
      sheet.hidePopover();
    } catch (error) {
      faults.refuse(error instanceof Error ? error.message : String(error));
    } finally {
      use.disabled = false;
    }
  }

  /** Opens a file in the dialog. @param {File} file */
  async function open(file) {
    sheet.showPopover();
    box.value = "";
    take(file.name, "");
    if (file.size > limits.bytes) {
      refuse(new Error(t("own.too_long", { name: file.name, n: limits.bytes / 2 ** 20 })));
      return;
    }
    const bytes = await file.arrayBuffer().catch(refuse);
    if (!bytes) return;
    take(file.name, new Uint8Array(bytes));
    const result = await read();
    if (!result) return;
    const { text } = result;
    const isShown = text !== null && text.length <= MOST_IN_BOX;
    box.placeholder = t(isShown ? "own.example" : "own.not_in_box");
    if (isShown) box.value = text;
    if (!form.reading.hidden) form.frame.focus();
  }

  byId("own-show").addEventListener("click", () => sheet.showPopover());
  use.addEventListener("click", () => void submit());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  });
  box.addEventListener("input", () => {
    if (form.name.textContent !== "") take("", "");
    reader.give(box.value);
    faults.show([]);
    latest = null;
    window.clearTimeout(timer);
    timer = window.setTimeout(read, TYPING_MS);
  });
  sheet.addEventListener("toggle", () => {
    if (!sheet.matches(":popover-open") || box.value !== "" || form.name.textContent !== "" || !uploads.present.value) return;
    box.value = textOf(uploads.present.value);
    take("", box.value);
    void read();
  });
  bindFile(form, open);
  return { open };
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
