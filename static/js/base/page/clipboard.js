/** Copies a text to the clipboard. */

import { make } from "./dom.js";

/** @param {string} text @returns {Promise<boolean>} whether it is copied */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Copies by selection, the only way on a page without HTTPS. @param {string} text */
function copyBySelection(text) {
  const focused = document.activeElement;
  const area = make("textarea", { class: "hidden", attributes: { readonly: "", "aria-hidden": "true", tabindex: "-1" } });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
