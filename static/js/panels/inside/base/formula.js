/** Sets a formula that the engine gives as LaTeX: drawn for the eye, MathML for screen readers. */

import katex from "katex";

/** The formulas that were set last; most are set again for each answer. @type {Map<string, DocumentFragment>} */
const known = new Map();
const MOST_KNOWN = 500;

/** @param {string} latex */
function made(latex) {
  const found = known.get(latex);
  if (found) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const holder = document.createElement("span");
  katex.render(latex, holder, { throwOnError: false, strict: false, trust: false });
  const fragment = document.createDocumentFragment();
  fragment.append(...holder.childNodes);
  known.set(latex, fragment);
  return fragment;
}

/** @param {HTMLElement} element @param {string} latex */
export function setFormula(element, latex) {
  element.replaceChildren(document.importNode(made(latex), true));
}
