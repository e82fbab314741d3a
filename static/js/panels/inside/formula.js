/** Writes a formula as plain text. */

/** @type {readonly (readonly [RegExp, string])[]} */
const SIGNS = [
  [/\\frac\{\\partial ([^{}]+)\}\{\\partial ([^{}]+)\}/g, "∂$1/∂$2"],
  [/\\frac\{([^{}]+)\}\{([^{}]+)\}/g, "$1 / $2"],
  [/\\partial\s?/g, "∂"],
  [/\\delta/g, "δ"],
  [/\\Delta/g, "Δ"],
  [/\\eta/g, "η"],
  [/\\beta/g, "β"],
  [/\\epsilon/g, "ε"],
  [/\\leftarrow/g, "←"],
  [/\\odot/g, "⊙"],
  [/\\cdot/g, "·"],
  [/\\sum/g, "Σ"],
  [/\\sqrt/g, "√"],
  [/\^T/g, "ᵀ"],
  [/\\[,;]|\\quad/g, " "],
  [/\\/g, ""],
  [/[{}]/g, ""],
];

/** @param {HTMLElement} element @param {string} latex */
export function setFormula(element, latex) {
  element.textContent = SIGNS.reduce((text, [sign, plain]) => text.replace(sign, plain), latex);
}
