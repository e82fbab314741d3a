/** Helpers for DOM elements. */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return /** @type {T} */ (found);
}

/**
 * Sets an element's text only if it differs, so that screen readers announce nothing twice.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent === text) return;
  const { firstChild, childNodes } = element;
  // A text that stays takes the browser less time to lay out than a new one.
  if (firstChild instanceof Text && childNodes.length === 1 && text !== "") firstChild.data = text;
  else element.textContent = text;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ class?: string, text?: string, attributes?: Record<string, string> }} [options]
 * @param {...Node} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The radio buttons of a group. @param {string} id @returns {HTMLInputElement[]} */
export const radios = (id) => [...byId(id).querySelectorAll("input")];

/**
 * Calls `onChoose` when another radio button of a group is chosen.
 *
 * @param {string} id
 * @param {(value: string) => void} onChoose
 */
export function bindRadios(id, onChoose) {
  byId(id).addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement) onChoose(target.value);
  });
}

/** @param {string} id @param {string} value */
export function checkRadio(id, value) {
  for (const radio of radios(id)) radio.checked = radio.value === value;
}
