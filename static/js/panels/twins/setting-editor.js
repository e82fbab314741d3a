/** Boxes to choose a setting and another value for it, as the setting's own control offers them. */

import { make } from "../../base/page/dom.js";
import { fieldName } from "../../base/words/sentence.js";
import { bindCorrection } from "../page/correction.js";
import { readField } from "../page/settings.js";

/** @import { PanelContext } from "../context.js" */
/** @import { ExperimentFields } from "../../protocol.js" */

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * Returns the control of each setting that may differ, the most used first. Two networks
 * share their data; sliders are no boxes.
 *
 * @param {Pick<PanelContext["page"], "data_fields">} page
 * @returns {Map<string, Field>}
 */
export function settingControls({ data_fields }) {
  /** @type {Map<string, Field>} */
  const found = new Map();
  for (const control of /** @type {NodeListOf<Field>} */ (document.querySelectorAll("[data-field], [data-choice-of]"))) {
    const name = control.dataset["field"] ?? control.dataset["choiceOf"] ?? "";
    const isBox = ["choice", "number", "toggle"].includes(control.dataset["kind"] ?? "");
    if (isBox && !data_fields.includes(name) && !found.has(name)) found.set(name, control);
  }
  return found;
}

/**
 * Creates a box for one setting, like that of the page.
 *
 * @param {Field} control of the page
 * @param {unknown} value
 * @param {string} label for screen readers
 */
export function settingBox(control, value, label) {
  const box = /** @type {Field} */ (control.cloneNode(true));
  for (const name of ["id", "data-field", "data-choice-of", "title", "data-part", "data-away"]) box.removeAttribute(name);
  box.setAttribute("aria-label", label);
  if (box instanceof HTMLInputElement && box.dataset["kind"] === "toggle") box.checked = Boolean(value);
  else if (!Array.isArray(value)) box.value = value === null || value === undefined ? "" : String(value);
  return box;
}

/**
 * Binds a menu of settings and the box beside it.
 *
 * @param {Pick<PanelContext, "page" | "store">} context
 * @param {{ menu: HTMLSelectElement, slot: HTMLElement, button: HTMLElement }} elements
 * @param {{ present: () => Record<string, unknown>, onChoose: (change: ExperimentFields) => void }} options
 *   `present` returns the experiment whose values the box begins with
 */
export function bindSettingEditor({ page, store }, { menu, slot, button }, { present, onChoose }) {
  const controls = settingControls(page);
  for (const name of controls.keys()) menu.append(make("option", { text: fieldName(name), attributes: { value: name } }));
  /** @type {Field | null} */
  let box = null;

  function showBox() {
    const control = controls.get(menu.value);
    if (!control) return;
    box = settingBox(control, present()[menu.value], fieldName(menu.value));
    bindCorrection(box, store, { isRight: () => read()?.fault === undefined, restore: showBox });
    slot.replaceChildren(box);
  }

  const read = () => box && readField(box, menu.value, page.limits[menu.value]);

  menu.addEventListener("change", showBox);
  button.addEventListener("click", () => {
    const typed = read();
    if (!typed) return;
    if (typed.fault === undefined) onChoose({ [menu.value]: typed.value });
    else store.dispatch({ type: "notice", message: typed.fault, tone: "error" });
  });
  return { showBox };
}
