/** The matrices of a layer, with their shapes. */

import { make } from "../../base/dom.js";
import { number } from "../../base/format.js";
import { t } from "../../base/i18n.js";
import { formula, numberText } from "./chips.js";

/** @import { MatrixFields } from "../../protocol.js" */

/** @param {MatrixFields} matrix @param {number} digits */
export function makeMatrix({ symbol, n_rows: rows, n_columns: columns, values, rms, low, high }, digits) {
  const size = `${rows}×${columns}`;
  const summary = make(
    "summary",
    {},
    formula(symbol),
    make("span", { class: "soft", text: size }),
    make("span", { class: "soft", text: rms === null ? t("inspect.not_yet") : t("inspect.rms", { value: number(rms) }) }),
  );
  if (!values)
    return make(
      "div",
      { class: "matrix" },
      make("p", {}, ...summary.childNodes, make("span", { class: "soft", text: t("inspect.range", { low: number(low), high: number(high) }) })),
    );
  const body = values.map((row) =>
    make(
      "tr",
      {},
      ...row.map((value) =>
        make("td", {
          class: value === null ? "not-yet" : "",
          text: value === null ? "·" : numberText(value, digits),
          attributes: { "data-value": String(value ?? "") },
        }),
      ),
    ),
  );
  const table = make("table", { class: "matrix-values" }, make("caption", { class: "hidden", text: size }), make("tbody", {}, ...body));
  return make(
    "details",
    { class: "matrix" },
    summary,
    make("div", { class: "matrix-box", attributes: { tabindex: "0", role: "region", "aria-label": size } }, table),
  );
}
