/** The way of a parameter to its new value, one line for each operation of the update. */

import { number as rounded } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { ALL_DIGITS, formula, numberText } from "../base/chips.js";

/** @import { UpdateFields } from "../../../protocol.js" */
/** @import { Chips } from "../base/chips.js" */

/** @typedef {UpdateFields["ops"][number]} UpdateOp */

/**
 * @param {UpdateFields} update
 * @param {Chips} chips
 * @param {number} digits
 * @param {(index: number) => string} wordsOf the words of an operation of the program
 */
export function makeUpdate({ ops, old, change, new: value, rate, learning_rate: set, schedule, warmup_steps: warmup }, chips, digits, wordsOf) {
  const symbol = ops.at(-1)?.changes.at(-1)?.symbol ?? "w";
  const bound = ops.at(-1)?.between.at(-1);
  const apart = digitsApart(old, value, digits);
  const isScheduled = schedule !== "" || warmup > 0;
  const rateLine = make(
    "p",
    { class: "soft" },
    document.createTextNode(
      t(warmup > 0 ? "inspect.rate.warmup" : "inspect.rate", { rate: numberText(rate, digits), set: numberText(set, digits), n: warmup }),
    ),
    ...(schedule ? [document.createTextNode(" "), formula(schedule)] : []),
  );
  const summary = make(
    "p",
    { class: "expression" },
    formula(symbol),
    equals(),
    ...(bound ? [sign("(")] : []),
    chips.chip({ symbol: `\\text{${t("inspect.old")}}`, value: old, ref: null, digits: apart }),
    sign("+"),
    chips.chip({ symbol: "\\Delta", value: change, ref: null }),
    ...(bound ? [sign(")"), sign("·"), chips.chip({ symbol: bound.symbol, value: bound.value, ref: null })] : []),
    equals(),
    make("b", {
      class: value === null ? "result not-yet" : "result",
      text: numberText(value, apart),
      attributes: { "data-value": String(value ?? ""), "data-name": "new" },
    }),
    chips.copies(value, `${symbol} = ${bound ? `(${old} + ${change}) \\cdot ${bound.value}` : `${old} + ${change}`} = ${value}`),
  );
  const lines = ops.map((op) => makeLine(op, chips, digits, wordsOf));
  return make("div", { class: "update" }, summary, ...(isScheduled ? [rateLine] : []), make("ol", { class: "update-lines" }, ...lines));
}

/** @param {UpdateOp} op @param {Chips} chips @param {number} digits @param {(index: number) => string} wordsOf */
function makeLine({ index, latex, is_done: isDone, changes, reads, between }, chips, digits, wordsOf) {
  const head = make("div", { class: "update-head" }, make("span", { class: "soft", text: wordsOf(index) }), formula(latex));
  const read = make("div", { class: "update-reads" }, ...reads.map((each) => chips.chip(each)));
  const steps = between.map((each) =>
    make(
      "p",
      { class: "between" },
      ...(each.formula === each.symbol ? [] : [formula(each.symbol), equals()]),
      formula(each.formula),
      equals(),
      number(each.value, digits),
    ),
  );
  const results = changes.map(({ symbol, before, after }) => {
    const apart = digitsApart(before, after, digits);
    return make(
      "p",
      { class: "change" },
      formula(symbol),
      ...(before === null ? [equals()] : [number(before, apart), sign("→")]),
      number(after, apart, symbol),
    );
  });
  return make(
    "li",
    { class: isDone ? "" : "later", attributes: { "data-op": String(index) } },
    head,
    read,
    ...steps,
    make("div", { class: "changes" }, ...results),
  );
}

/**
 * Returns how many digits show that a value has changed, at least ``digits``: 0.5910 → 0.5910 would look like no step.
 *
 * @param {number | null} before @param {number | null} after @param {number} digits
 */
export function digitsApart(before, after, digits) {
  if (before === null || after === null || before === after) return digits;
  let shown = digits;
  while (shown < ALL_DIGITS && rounded(before, shown) === rounded(after, shown)) shown++;
  return shown === digits ? digits : Math.min(shown + 1, ALL_DIGITS);
}

/** @param {string} text */
const sign = (text) => make("span", { class: "sign", text });

const equals = () => sign("=");

/** @param {number | null} value @param {number} digits @param {string} [name] */
const number = (value, digits, name = "") =>
  make("b", {
    class: value === null ? "not-yet" : "",
    text: numberText(value, digits),
    attributes: { "data-value": String(value ?? ""), ...(name && { "data-name": name }) },
  });
