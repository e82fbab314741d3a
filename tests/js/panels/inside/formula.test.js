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
  const FORMULAS = [
    ["z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}", "z² = W² a¹ + b²"],
    ["\\partial L/\\partial a^{(1)} = {W^{(2)}}^T \\delta^{(2)}", "∂L/∂a¹ = W²ᵀ δ²"],
    ["\\frac{\\partial L}{\\partial a^{(3)}} = \\frac{1}{B}(a^{(3)} - y)", "∂L/∂a³ = 1/B (a³ − y)"],
    ["\\delta^{(1)} = \\partial L/\\partial a^{(1)} \\odot f'(z^{(1)})", "δ¹ = ∂L/∂a¹ ⊙ f'(z¹)"],
    ["f'(z) = 1 - a^2", "f'(z) = 1 − a²"],
    ["a^{(1)} = \\frac{1}{1 + e^{-z^{(1)}}}", "a¹ = 1 / (1 + e^−z¹)"],
    ["w^{(2)}_{1,13} = \\sum_n \\delta^{(1)}_{2}", "w²₁,₁₃ = Σₙ δ¹₂"],
    ["\\overline{z^{(1)}_{1}} = \\frac{1}{10} \\sum_n z^{(1)}_{1}", "⟨z¹₁⟩ = 1/10  Σₙ z¹₁"],
    ["\\hat v = v / (1 - \\beta_2^t)", "v\u0302 = v / (1 − β₂ᵗ)"],
    ["w \\leftarrow w + \\Delta", "w ← w + Δ"],
    ["m \\leftarrow \\beta_1 m + (1 - \\beta_1) g", "m ← β₁ m + (1 − β₁) g"],
  ];
  for (const [latex, text] of FORMULAS) assert.equal(written(latex), text);
});
