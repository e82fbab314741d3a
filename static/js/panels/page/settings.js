/** Binds the controls of single settings, which have a `data-field`. */

import { computed, effect } from "@preact/signals-core";
import { percent, short } from "../../base/numbers/format.js";
import { fromLogSlider, toLogSlider } from "../../base/numbers/scales.js";
import { byId, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { fieldName } from "../../base/words/sentence.js";
import { typedNumber } from "../../base/words/typed-number.js";
import { bindCorrection } from "./correction.js";

/** @import { PanelContext } from "../context.js" */
/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/** @param {PanelContext} context */
export function bindSettings(context) {
  const fields = /** @type {NodeListOf<Field>} */ (document.querySelectorAll("[data-field]"));
  for (const field of fields) bindField(field, context);
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-needed-field]"))) {
    const names = (row.dataset["neededBy"] ?? "").split(" ");
    effect(() => {
      const experiment = context.store.state.value.experiment ?? context.page.defaults;
      row.hidden = !names.includes(String(experiment[row.dataset["neededField"] ?? ""]));
    });
  }
}

/** @param {Field} field @param {PanelContext} context */
function bindField(field, { store, actions, page }) {
  const name = field.dataset["field"] ?? "";
  const kind = field.dataset["kind"] ?? "";
  const isSlider = kind === "rate" || kind === "share";

  const wanted = computed(() =>
    name === "initializer" && store.requested.value?.["initial_parameters"] ? fieldName("initial_parameters") : store.requested.value?.[name],
  );

  /** While the user types or drags, the control is not overwritten. */
  let isTyping = false;
  const isHeld = () => isTyping || (isSlider && field.matches(":active"));

  const read = () => readField(field, name, page.limits[name]);

  function submit() {
    const { value, fault } = read();
    if (fault !== undefined) store.dispatch({ type: "notice", message: fault, tone: "error" });
    else actions.set({ [name]: value });
  }
  function release() {
    isTyping = false;
    if (wanted.value !== undefined) showValue(field, wanted.value);
  }

  field.addEventListener("input", () => {
    isTyping = kind === "number";
    if (!isSlider) return;
    submit();
    announceValue(field, readField(field, name).value);
  });
  field.addEventListener("change", () => {
    if (!isSlider) submit();
    release();
  });
  field.addEventListener("blur", release);
  if (kind === "number") bindCorrection(field, store, { isRight: () => read().fault === undefined, restore: release });
  effect(() => {
    if (wanted.value !== undefined && !isHeld()) showValue(field, wanted.value);
  });
}

/**
 * Returns the value of a control as the experiment's field has it, or why it cannot be taken.
 *
 * @param {Field} control
 * @param {string} field of the experiment
 * @param {readonly [number, number]} [limits] of a typed number
 * @returns {{ value?: unknown, fault?: string | undefined }}
 */
export function readField(control, field, limits) {
  const { kind, low, high, optional } = control.dataset;
  if (control instanceof HTMLInputElement && kind === "toggle") return { value: control.checked };
  if (kind === "rate") return { value: fromLogSlider(Number(control.value), Number(low), Number(high)) };
  if (kind === "share") return { value: Number(control.value) };
  if (kind === "choice") return { value: choiceValue(control.value) };
  if (optional && control.value.trim() === "") return { value: null };
  return typedNumber(control.value, field, limits);
}

/** Converts the value of an option: to a number if it is one. @param {string} text */
export function choiceValue(text) {
  if (text === "") return null;
  if (text === "true" || text === "false") return text === "true";
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

/** @param {Field} field @param {unknown} value */
function showValue(field, value) {
  const { kind, low, high } = field.dataset;
  if (field instanceof HTMLInputElement && kind === "toggle") field.checked = Boolean(value);
  else if (kind === "rate" || kind === "share") {
    field.value = String(kind === "rate" ? toLogSlider(Number(value), Number(low), Number(high)) : value);
    announceValue(field, value);
  } else if (kind === "choice") showChoice(/** @type {HTMLSelectElement} */ (field), value);
  else field.value = typeof value === "number" ? short(value).replace("\u2212", "-") : "";
}

/** Shows a value in a menu; adds an option if the menu lacks it. @param {HTMLSelectElement} select @param {unknown} value */
function showChoice(select, value) {
  const text = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  if (![...select.options].some((option) => option.value === text)) {
    const option = new Option(Array.isArray(value) ? t("layers.per_layer") : text, text);
    option.disabled = typeof value === "string";
    select.add(option);
  }
  select.value = text;
}

/** Shows the value of a slider beside it and to screen readers. @param {Field} slider @param {unknown} value */
function announceValue(slider, value) {
  const isShare = slider.dataset["kind"] === "share";
  const text = isShare ? percent(Number(value), 0) : short(Number(value));
  if (isShare) setText(byId(`${slider.id}-value`), text);
  slider.setAttribute("aria-valuetext", text);
}
