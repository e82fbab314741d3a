import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { setFormula } from "../../../../static/js/panels/inside/formula.js";

test("a formula is written as plain text", () => {
  const written = (latex) => {
    const element = { textContent: "" };
    setFormula(element, latex);
    return element.textContent;
  };
  assert.equal(written("\\frac{\\partial L}{\\partial a} = \\frac{1}{B}(a - y)"), "∂L/∂a = 1 / B(a - y)");
  assert.equal(written("\\delta = da \\odot f'(z)"), "δ = da ⊙ f'(z)");
  assert.equal(written("w \\leftarrow w + \\Delta"), "w ← w + Δ");
});
