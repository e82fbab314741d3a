/** Sets how a number follows from others as a line of chips: products, sums, functions. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { formula, numberText } from "../base/chips.js";

/** @import { FactorFields } from "../../../protocol.js" */
/** @import { Chips } from "../base/chips.js" */

/** The terms of a long sum that are shown; the largest, the others are one number. */
const MOST_TERMS = 8;

/** Returns the largest terms of a sum in their order, and the others. @param {readonly FactorFields[]} factors */
export function shownTerms(factors) {
  if (factors.length <= MOST_TERMS + 1) return { shown: [...factors], rest: [] };
  const sizes = factors.map(({ value }, k) => [Math.abs(value ?? 0), k]).sort(([a = 0], [b = 0]) => b - a);
  const kept = new Set(sizes.slice(0, MOST_TERMS).map(([, k]) => k));
  return { shown: factors.filter((_, k) => kept.has(k)), rest: factors.filter((_, k) => !kept.has(k)) };
}

/** Returns the right side of an equation, or what is no equation as it is. @param {string} how */
const rightSide = (how) => how.replace(/^[^=]*=\s*/, "");

/** Returns a number and those that it follows from as LaTeX, with all digits. @param {FactorFields} factor */
export function latexOf({ symbol, value, operation, formula: how, factors }) {
  const sign = operation === "product" ? " \\cdot " : " + ";
  const expression = operation === "sum" || operation === "product" ? factors.map(({ symbol: each }) => each).join(sign) : how;
  const sides = [symbol, ...(expression ? [rightSide(expression)] : []), ...(value === null ? [] : [String(value)])];
  return sides.join(" = ");
}

/** Creates the line of a number: its symbol, what it follows from, and its value. @param {FactorFields} factor @param {Chips} chips @param {number} digits */
export function makeExpression(factor, chips, digits) {
  const parts = expand(factor, chips, false);
  const value = make("b", {
    class: factor.value === null ? "result not-yet" : "result",
    text: numberText(factor.value, digits),
    attributes: { "data-value": String(factor.value ?? "") },
  });
  return make(
    "p",
    { class: "expression" },
    formula(factor.symbol),
    sign("="),
    ...parts,
    ...(parts.length > 0 ? [sign("=")] : []),
    value,
    chips.copies(factor.value, latexOf(factor)),
  );
}

/** @param {string} text */
const sign = (text) => make("span", { class: "sign", text });

/** Returns what a number follows from. @param {FactorFields} factor @param {Chips} chips @param {boolean} isNested @returns {Node[]} */
function expand({ operation, factors, formula: how }, chips, isNested) {
  if (operation === "product") return joined(factors, "·", chips);
  if (operation === "sum" && factors.length > 0) {
    const { shown, rest } = shownTerms(factors);
    const terms = joined(shown, "+", chips);
    if (rest.length > 0) {
      const total = rest.reduce((sum, { value }) => sum + (value ?? NaN), 0);
      terms.push(sign("+"), chips.chip({ symbol: `\\text{${t("inspect.others", { n: rest.length })}}`, value: Number.isNaN(total) ? null : total, ref: null }));
    }
    return isNested && factors.length > 1 ? [sign("("), ...terms, sign(")")] : terms;
  }
  if (operation === "function") return [formula(rightSide(how)), sign(t("inspect.with")), ...joined(factors, ",", chips)];
  return how && operation !== "given" ? [formula(rightSide(how))] : [];
}

/** @param {readonly FactorFields[]} factors @param {string} between @param {Chips} chips @returns {Node[]} */
function joined(factors, between, chips) {
  return factors.flatMap((factor, k) => {
    const isOpened = factor.operation === "sum" || factor.operation === "product";
    const parts = isOpened && factor.factors.length > 0 ? expand(factor, chips, true) : [chips.chip(factor)];
    return k === 0 ? parts : [sign(between), ...parts];
  });
}
