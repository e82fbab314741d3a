/** The elements of the dialog in which a network is typed. */

import { make } from "../../../base/page/dom.js";
import { layerName, t, unitName } from "../../../base/words/i18n.js";
import { cellKey, cellsOf } from "./hand-network.js";

/** @import { Sizes, Table } from "./hand-network.js" */

/** @typedef {ReturnType<typeof makeForm>} Form */

const SUBSCRIPTS = "₁₂₃₄₅₆₇₈";
/** The menus that are copied from the page's own. */
const MENUS = /** @type {const} */ (["activation", "output", "loss"]);
const SIZES = /** @type {const} */ (["inputs", "hidden", "outputs", "samples"]);

/** Makes the dialog, with empty tables. */
export function makeForm() {
  const sizes = Object.fromEntries(
    SIZES.map((name) => [
      name,
      make("input", {
        attributes: {
          type: "text",
          inputmode: name === "hidden" ? "text" : "numeric",
          size: "4",
          autocomplete: "off",
          ...(name === "hidden" ? { title: t("hand.size.hidden.title") } : {}),
        },
      }),
    ]),
  );
  const menus = Object.fromEntries(MENUS.map((name) => [name, copyOf(name)]));
  const rate = make("input", { attributes: { type: "text", inputmode: "decimal", size: "6", autocomplete: "off" } });
  const biases = make("input", { attributes: { type: "checkbox" } });
  const frozen = make("input", { attributes: { type: "checkbox" } });
  const tables = make("div", { class: "hand-tables" });
  const fault = make("p", { class: "fault", attributes: { role: "alert", hidden: "" } });
  const close = make("button", { class: "quiet", text: t("hand.close"), attributes: { type: "button", popovertarget: "hand", popovertargetaction: "hide" } });
  const use = make("button", { class: "primary", text: t("hand.use"), attributes: { type: "submit" } });
  const form = make(
    "form",
    { class: "hand-form" },
    make("div", { class: "hand-row" }, ...SIZES.map((name) => labelled(t(`hand.size.${name}`), /** @type {HTMLElement} */ (sizes[name])))),
    make(
      "div",
      { class: "hand-row" },
      ...MENUS.map((name) => labelled(t(`hand.${name}`), /** @type {HTMLElement} */ (menus[name]))),
      labelled(t("hand.rate"), rate),
      make("label", { class: "check" }, biases, make("span", { text: t("hand.biases") })),
      make("label", { class: "check" }, frozen, make("span", { text: t("hand.frozen") })),
    ),
    tables,
    fault,
    make("div", { class: "hand-row end" }, close, use),
  );
  const sheet = make(
    "section",
    { class: "sheet hand", attributes: { id: "hand", popover: "", "aria-labelledby": "hand-title" } },
    make("h2", { text: t("hand.dialog"), attributes: { id: "hand-title" } }),
    make("p", { class: "soft", text: t("hand.dialog.text") }),
    form,
  );
  return {
    sheet,
    form,
    tables,
    fault,
    use,
    rate,
    biases,
    frozen,
    sizes: /** @type {Record<typeof SIZES[number], HTMLInputElement>} */ (sizes),
    menus: /** @type {Record<typeof MENUS[number], HTMLSelectElement>} */ (menus),
  };
}

/** @param {string} name @param {HTMLElement} control */
const labelled = (name, control) => make("label", { class: "hand-field" }, make("span", { class: "label", text: name }), control);

/** Copies a menu of the page, without options that cannot be chosen. @param {string} field */
function copyOf(field) {
  const own = /** @type {HTMLSelectElement} */ (document.querySelector(`select[data-field="${field}"]`));
  const options = [...own.options].filter(({ disabled }) => !disabled);
  return make("select", { class: "choice" }, ...options.map(({ text, value }) => make("option", { text, attributes: { value } })));
}

/** Names the columns of a table. @param {Table} table @param {Sizes} sizes */
function columnNames({ layer, nColumns, hasBias }, { inputs }) {
  const letter = layer === null || layer === 0 ? "x" : "a";
  return Array.from({ length: nColumns }, (_, k) => {
    if (hasBias && k === nColumns - 1) return t("hand.bias");
    if (layer === null && k >= inputs) return `y${SUBSCRIPTS[k - inputs]}`;
    return `${letter}${SUBSCRIPTS[k]}`;
  });
}

/**
 * Makes a table of boxes, one for each number.
 *
 * @param {Table} table
 * @param {Sizes} sizes
 * @param {boolean} isLast whether it is the output's
 * @param {(key: string) => string} text of a cell
 */
export function makeTable(table, sizes, isLast, text) {
  const { layer, nRows, nColumns, hasBias } = table;
  const title =
    layer === null ? t("hand.data") : t("hand.layer", { layer: isLast ? t("layer.output") : layerName(layer), n: nRows, fan_in: nColumns - Number(hasBias) });
  const columns = columnNames(table, sizes);
  const head = make("tr", {}, make("td"), ...columns.map((name) => make("th", { text: name, attributes: { scope: "col" } })));
  const rows = cellsOf(table).map((cells, row) => {
    const name = layer === null ? t("hand.data.row", { n: row + 1 }) : unitName(row);
    const boxes = cells.map((cell, k) => {
      const [key, label] = [cellKey(cell), t("hand.cell", { table: title, row: name, column: columns[k] ?? "" })];
      const box = make("input", { attributes: { type: "text", inputmode: "decimal", autocomplete: "off", "data-cell": key, "aria-label": label } });
      box.value = text(key);
      return make("td", {}, box);
    });
    return make("tr", {}, make("th", { text: name, attributes: { scope: "row" } }), ...boxes);
  });
  return make("table", { class: "hand-table" }, make("caption", { text: title }), make("thead", {}, head), make("tbody", {}, ...rows));
}
