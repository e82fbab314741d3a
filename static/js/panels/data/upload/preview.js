/** The first lines of a table, with the kind and the role of every column. */

import { shortened } from "../../../base/numbers/format.js";
import { make, setText } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { noteText } from "./notes.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Column, Kind, Reading, Role } from "../table/types.js" */

/** @typedef {(column: number, choice: { kind?: Kind, role?: Role }) => void} OnColumn */
/** @typedef {{ name: HTMLElement, kind: HTMLSelectElement, role: HTMLSelectElement, note: HTMLElement, cells: HTMLTableCellElement[] }} Head */

/** So many columns are drawn; what a text of a cell is cut to. */
const MOST_COLUMNS = 100;
const MOST_TEXT = 28;
const ROLES = /** @type {const} */ (["input", "target", "out"]);

/**
 * @param {HTMLTableElement} table
 * @param {OnColumn} onColumn called when another kind or role is chosen
 */
export function createPreview(table, onColumn) {
  const caption = table.createCaption();
  const head = table.createTHead();
  const body = table.createTBody();
  /** @type {Head[]} */
  let heads = [];

  /** @param {number} count */
  function build(count) {
    heads = Array.from({ length: count }, (_, column) => makeHead(column, onColumn));
    const rows = [0, 1, 2].map((row) =>
      make("tr", {}, make(row === 0 ? "th" : "td", { text: row === 0 ? t("own.line") : "" }), ...heads.map(({ cells }) => /** @type {Node} */ (cells[row]))),
    );
    head.replaceChildren(...rows);
  }

  /** @param {Reading} reading @param {boolean} [isWhole] whether all lines were read */
  function show({ columns, preview, table: { rows } }, isWhole = true) {
    const shown = columns.slice(0, MOST_COLUMNS);
    if (heads.length !== shown.length) build(shown.length);
    for (const [k, column] of shown.entries()) showHead(/** @type {Head} */ (heads[k]), column, k);
    const more = columns.length > shown.length ? ` · ${t("own.more_columns", { n: columns.length - shown.length })}` : "";
    setText(caption, (isWhole ? t("own.preview.caption", { n: rows.length, shown: preview.length }) : t("own.preview.first")) + more);
    body.replaceChildren(
      ...preview.map(({ line, cells }) =>
        make(
          "tr",
          {},
          make("th", { text: String(line), attributes: { scope: "row" } }),
          ...cells.slice(0, MOST_COLUMNS).map((cell, k) => makeCell(cell, /** @type {Column} */ (shown[k]))),
        ),
      ),
    );
  }

  return { show };
}

/** @param {number} column @param {OnColumn} onColumn @returns {Head} */
function makeHead(column, onColumn) {
  const name = make("span", { class: "own-column" });
  const note = make("span", { class: "own-column-note" });
  const kind = make("select", { class: "choice" });
  const role = make("select", { class: "choice" }, ...ROLES.map((value) => make("option", { text: t(`own.role.${value}`), attributes: { value } })));
  kind.addEventListener("change", () => onColumn(column, { kind: /** @type {Kind} */ (kind.value) }));
  role.addEventListener("change", () => onColumn(column, { role: /** @type {Role} */ (role.value) }));
  const cells = [make("th", { attributes: { scope: "col" } }, name), make("td", {}, role), make("td", {}, kind, note)];
  return { name, kind, role, note, cells };
}

/** @param {Head} head @param {Column} column @param {number} index */
function showHead({ name, kind, role, note, cells }, column, index) {
  const text = column.name || t("own.unnamed", { n: index + 1 });
  setText(name, shortened(text, MOST_TEXT));
  name.title = text;
  const options = column.kinds.map((value) => make("option", { text: t(`own.kind.${value}`), attributes: { value } }));
  if ([...kind.options].map(({ value }) => value).join() !== column.kinds.join()) kind.replaceChildren(...options);
  kind.value = column.kind;
  role.value = column.role;
  kind.disabled = column.kinds.length < 2;
  kind.setAttribute("aria-label", t("own.kind.of", { name: text }));
  role.setAttribute("aria-label", t("own.role.of", { name: text }));
  const counts = /** @type {[Key, number][]} */ ([
    ["own.n_missing", column.n_missing],
    ["own.n_refused", column.n_refused],
  ]);
  const written = counts.filter(([, n]) => n > 0).map(([key, n]) => t(key, { n }));
  setText(note, [...column.notes.map(noteText), ...written].join(" · "));
  for (const cell of cells) cell.dataset["role"] = column.role;
}

/** @param {Reading["preview"][number]["cells"][number]} cell @param {Column} column */
function makeCell({ text, mark }, { role, kind }) {
  const shown = mark === "missing" && text === "" ? t("own.empty") : shortened(text, MOST_TEXT);
  const cell = make("td", { text: shown, attributes: { "data-role": role, "data-kind": kind } });
  if (text.length > MOST_TEXT) cell.title = text;
  if (!mark) return cell;
  cell.dataset["mark"] = mark;
  cell.title = t(`own.mark.${mark}`);
  if (mark === "refused") cell.setAttribute("aria-invalid", "true");
  return cell;
}
