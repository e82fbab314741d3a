/** Reads formulas in tests. */

/** Returns the text of an element, with each formula as its MathML has it, without LaTeX and what is drawn. @param {Element} element */
export function readable(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const other of copy.querySelectorAll(".katex-html, annotation")) other.remove();
  return copy.textContent;
}
