/** Applies stylesheets that are not needed for the first picture, each in its place among the others. */

import { byId } from "./dom.js";

/** @param {string} name @returns {Promise<unknown>} until it is applied, or cannot be loaded */
export function applyStyles(name) {
  const link = /** @type {HTMLLinkElement} */ (byId(`styles-${name}`));
  if (!link.disabled && link.sheet) return Promise.resolve();
  return new Promise((resolve) => {
    for (const end of ["load", "error"]) link.addEventListener(end, resolve);
    link.disabled = false;
  });
}
