import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createChips } from "../../../../../static/js/panels/inside/base/chips.js";
import { latexOf, makeExpression, shownTerms } from "../../../../../static/js/panels/inside/inspector/expressions.js";
import { openPanels } from "../../../dom.js";
import { readable } from "../../../formulas.js";
import { factorOf, SHARE } from "../derivations.js";

function made(t, factor, digits = 4) {
  const { store } = openPanels(t);
  const line = makeExpression(
    factor,
    createChips(store, () => undefined),
    digits,
  );
  const signs = [...line.querySelectorAll(".sign")].map(({ textContent }) => textContent);
  const values = [...line.querySelectorAll(".number-chip")].map(({ dataset }) => Number(dataset.value));
  return { line, signs, values, result: line.querySelector(".result") };
}

test("a product is its factors, and its numbers give the result", (t) => {
  const { signs, values, result } = made(t, SHARE);
  assert.deepEqual(signs, ["=", "·", "="]);
  assert.equal(values[0] * values[1], Number(result.dataset.value));
  assert.equal(result.textContent, "−1.000");
});

test("a sum within a product is in parentheses", (t) => {
  const sum = factorOf("s", 3, { operation: "sum", factors: [factorOf("a", 1), factorOf("b", 2)] });
  const { signs, values, result } = made(t, factorOf("p", 12, { operation: "product", factors: [sum, factorOf("c", 4)] }));
  assert.deepEqual(signs, ["=", "(", "+", ")", "·", "="]);
  assert.equal((values[0] + values[1]) * values[2], Number(result.dataset.value));
});

test("of a long sum the largest terms are shown in their order, the others as one number", (t) => {
  const factors = Array.from({ length: 20 }, (_, k) => factorOf(`t_{${k}}`, k % 2 ? k : -k));
  const { shown, rest } = shownTerms(factors);
  assert.deepEqual([shown.length, rest.length], [8, 12]);
  assert.deepEqual(
    shown.map(({ value }) => Math.abs(value)),
    [12, 13, 14, 15, 16, 17, 18, 19],
  );
  const { values } = made(t, factorOf("s", 10, { operation: "sum", factors }));
  assert.equal(
    values.reduce((sum, value) => sum + value),
    10,
  );
});

test("a sum that fits is shown whole", () => {
  const factors = Array.from({ length: 9 }, (_, k) => factorOf("t", k));
  assert.deepEqual([shownTerms(factors).shown.length, shownTerms(factors).rest.length], [9, 0]);
});

test("what is not computed yet is no 0", (t) => {
  const { result } = made(t, { ...SHARE, value: null });
  assert.deepEqual([result.textContent, result.dataset.value], ["not yet", ""]);
});

test("the left side of an equation is not repeated", (t) => {
  const { line, signs } = made(t, factorOf("L", 0.5, { operation: "value", formula: "L = \\frac{1}{B} s" }));
  assert.deepEqual(
    [[...line.querySelectorAll(".formula")].map(readable), signs],
    [
      ["L", "1Bs"],
      ["=", "="],
    ],
  );
});

test("the formula is copied as LaTeX with all digits", () => {
  assert.equal(latexOf(SHARE), "g_{7} = \\delta^{(1)}_{1} \\cdot x_{1} = -1");
  assert.equal(latexOf(factorOf("a", 0.5, { operation: "function", formula: "a = \\tanh z" })), "a = \\tanh z = 0.5");
});
