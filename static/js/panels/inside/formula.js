/** Writes a formula as plain text. */

const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", T: "ᵀ", t: "ᵗ" };
const LOWERED = { 0: "₀", 1: "₁", 2: "₂", 3: "₃", 4: "₄", 5: "₅", 6: "₆", 7: "₇", 8: "₈", 9: "₉", k: "ₖ", j: "ⱼ", n: "ₙ" };

/** @param {Record<string, string>} signs @param {string} text */
const each = (signs, text) => [...text].map((sign) => signs[sign] ?? sign).join("");

/** @type {readonly (readonly [RegExp, string | ((all: string, ...parts: string[]) => string)])[]} */
const SIGNS = [
  [/\^\{\((\d+)\)\}/g, (_, layer = "") => each(RAISED, layer)],
  [/\{([^{}^]+)\}\^/g, "$1^"],
  [/\^([T\dt])/g, (_, sign = "") => each(RAISED, sign)],
  [/_\{([\d,]+)\}/g, (_, place = "") => each(LOWERED, place)],
  [/_([\dkjn])/g, (_, sign = "") => each(LOWERED, sign)],
  [/_\{([^{}]+)\}/g, "$1"],
  [/\^\{([^{}]+)\}/g, "^$1"],
  [/\\tfrac/g, "\\frac"],
  [/\\(?:left|right)(?![a-z])/g, ""],
  [/\\sigma/g, "σ"],
  [/\\lVert\s?|\\rVert\s?/g, "‖"],
  [/\\partial\s?/g, "∂"],
  [/\\overline\{([^{}]+)\}/g, "⟨$1⟩"],
  [/\\hat\{?\s?(\w)\}?/g, "$1\u0302"],
  [/\\sqrt\{([^{}]+)\}/g, "√($1)"],
  [/\\frac\{(∂[^{}]+)\}\{(∂[^{}]+)\}/g, "$1/$2"],
  [/\\frac\{([^{}]+)\}\{([^{}]*[-+ ][^{}]*)\}/g, "$1 / ($2)"],
  [/\\frac\{([^{}]+)\}\{([^{}]+)\}/g, "$1/$2 "],
  [/\\(?:mathrm|text|operatorname)\{([^{}]+)\}/g, "$1"],
  [/\\delta/g, "δ"],
  [/\\Delta/g, "Δ"],
  [/\\eta/g, "η"],
  [/\\beta/g, "β"],
  [/\\lambda/g, "λ"],
  [/\\mu/g, "μ"],
  [/\\rho/g, "ρ"],
  [/\\epsilon/g, "ε"],
  [/\\leftarrow/g, "←"],
  [/\\odot/g, "⊙"],
  [/\\cdot/g, "·"],
  [/\\sum/g, "Σ"],
  [/\\[,;]|\\quad/g, " "],
  [/\\/g, ""],
  [/[{}]/g, ""],
  [/-/g, "\u2212"],
];

/** @param {HTMLElement} element @param {string} latex */
export function setFormula(element, latex) {
  element.textContent = SIGNS.reduce((text, [sign, plain]) => text.replace(sign, /** @type {string} */ (plain)), latex);
}
