/** The matrices of a layer: each with its symbol, its shape and its numbers, or what they amount to if they are many. */

import { count } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { formula, numberText } from "../base/chips.js";

/** @import { Target } from "../../../types.js" */
/** @import { MatrixFields } from "../../../protocol.js" */

/**
 * @typedef {object} MatrixOptions
 * @property {number} layer
 * @property {readonly number[]} batch the training samples that are the columns of z, a and the like
 * @property {number | null} sample the one that is followed, and then their only column
 * @property {number} digits
 * @property {(target: Target, sample: number | null) => void} onGo called with what the number belongs to
 */

/** @param {readonly MatrixFields[]} matrices @param {MatrixOptions} options */
export function makeMatrices(matrices, options) {
  const box = make("div", { class: "matrices" }, ...matrices.map((matrix) => makeMatrix(matrix, options)));
  box.addEventListener("keydown", moveBetweenNumbers);
  return box;
}

/** @param {MatrixFields} matrix @param {MatrixOptions} options */
function makeMatrix(matrix, options) {
  const { name, symbol, n_rows: rows, n_columns: columns, values } = matrix;
  /** @param {string} text */
  const soft = (text) => make("span", { class: "soft", text });
  const head = [formula(symbol), soft(`${count(rows)}×${count(columns)}`), soft(sizeText(matrix, options))];
  const attributes = { "data-matrix": name };
  if (!values) return make("div", { class: "matrix", attributes }, make("p", {}, ...head));
  return make(
    "details",
    { class: "matrix", attributes },
    make("summary", {}, ...head),
    make("div", { class: "matrix-box" }, makeTable(matrix, values, options)),
  );
}

/** Returns how large the numbers are. @param {MatrixFields} matrix @param {MatrixOptions} options */
function sizeText({ rms, low, high }, { digits }) {
  if (rms === null) return t("inspect.not_yet");
  return t("inspect.size", { rms: numberText(rms, digits), low: numberText(low, digits), high: numberText(high, digits) });
}

/** @param {MatrixFields} matrix @param {(number | null)[][]} values @param {MatrixOptions} options */
function makeTable(matrix, values, options) {
  const rows = values.map((row, i) =>
    make(
      "tr",
      {},
      make("th", { text: String(i + 1), attributes: { scope: "row" } }),
      ...row.map((value, k) => make("td", {}, makeNumber(matrix, value, i, k, options))),
    ),
  );
  const heads = (values[0] ?? []).map((_, k) => make("th", { text: columnName(matrix, k, options), attributes: { scope: "col" } }));
  const head = make("thead", {}, make("tr", {}, make("td"), ...heads));
  return make("table", { class: "matrix-values", attributes: { "aria-label": t("inspect.matrix", { name: matrix.name }) } }, head, make("tbody", {}, ...rows));
}

/** Whether a column belongs to a sample of the batch. @param {MatrixFields} matrix */
const isOfBatch = ({ quantity }) => !/^(W|dW|g|update)$/.test(quantity);

/** Whether a matrix is one column of biases. @param {MatrixFields} matrix */
const isOfBiases = ({ name }) => /^(b|db|update_b)$/.test(name);

/** Names a column: by its sample, or by the unit that it comes from. @param {MatrixFields} matrix @param {number} k @param {MatrixOptions} options */
function columnName(matrix, k, { batch, sample }) {
  if (isOfBiases(matrix)) return "1";
  if (!isOfBatch(matrix)) return String(k + 1);
  return String((sample ?? batch[k] ?? k) + 1);
}

/** @param {MatrixFields} matrix @param {number | null} value @param {number} row @param {number} column @param {MatrixOptions} options */
function makeNumber(matrix, value, row, column, { layer, batch, sample, digits, onGo }) {
  const button = make("button", {
    class: value === null ? "not-yet" : "",
    text: value === null ? "·" : numberText(value, digits),
    attributes: { type: "button", tabindex: row + column === 0 ? "0" : "-1", "data-value": String(value ?? "") },
  });
  if (value === null) button.setAttribute("aria-label", t("inspect.not_yet"));
  button.addEventListener("click", () => {
    if (!isOfBatch(matrix)) onGo({ kind: "edge", layer, row, column: isOfBiases(matrix) ? null : column }, null);
    else onGo({ kind: "neuron", layer, index: row }, sample ?? batch[column] ?? null);
  });
  return button;
}

/** Arrow keys move from number to number; Tab goes on to the next matrix. @param {KeyboardEvent} event */
function moveBetweenNumbers(event) {
  const cell = event.target instanceof Element ? event.target.closest("td") : null;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const table = cell?.closest("table");
  if (!cell || !step || !table) return;
  event.preventDefault();
  event.stopPropagation();
  const rows = [...table.querySelectorAll("tbody tr")];
  const row = cell.parentElement;
  const [down = 0, along = 0] = step;
  const line = rows[rows.indexOf(/** @type {HTMLTableRowElement} */ (row)) + down];
  const next = line?.querySelectorAll("button")[[.../** @type {Element} */ (row).querySelectorAll("td")].indexOf(cell) + along];
  if (!next) return;
  for (const button of table.querySelectorAll("button")) button.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
