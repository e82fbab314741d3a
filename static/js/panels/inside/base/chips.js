/** Numbers as chips: named, coloured by kind; a click goes to what the number belongs to, the pointer lights it up. */

import { count, full, number } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { setFormula } from "./formula.js";
import { targetOf, toneOf } from "./refs.js";

/** @import { RefFields } from "../../../protocol.js" */
/** @import { Target } from "../../../types.js" */
/** @import { Store } from "../../../state/store/store.js" */

/** @typedef {{ symbol: string, value: number | null, ref: RefFields | null, is_constant?: boolean, digits?: number }} Named */
/** @typedef {ReturnType<typeof createChips>} Chips */

/** The number of updates, whose digits are all exact. */
const UPDATES = "t";
/** As many digits as tell any two doubles apart. */
export const ALL_DIGITS = 17;

/** Writes a number; one that the step has not computed yet is no 0. @param {number | null} value @param {number} digits */
export const numberText = (value, digits) => (value === null ? t("inspect.not_yet") : digits >= ALL_DIGITS ? full(value) : number(value, digits));

/** @param {string} latex @param {string} [tag] */
export function formula(latex, tag = "span") {
  const element = make(/** @type {"span"} */ (tag), { class: "formula" });
  setFormula(element, latex);
  return element;
}

/**
 * @param {Pick<Store, "state" | "view" | "dispatch">} store
 * @param {(text: string) => void} copy
 */
export function createChips(store, copy) {
  /** @param {Target} target @param {number | null} sample */
  const go = (target, sample) => store.dispatch({ type: "view", patch: { pinned: target, ...(sample !== null && { probe: sample }) } });
  /** @param {Target | null} target */
  const hover = (target) => store.dispatch({ type: "view", patch: { hover: target } });

  /** @param {HTMLElement} element @param {Target} target @param {RefFields | null} ref @param {number | null} value */
  function bind(element, target, ref, value) {
    element.addEventListener("click", () => go(target, ref?.sample ?? null));
    for (const type of ["pointerenter", "focus"]) element.addEventListener(type, () => hover(target));
    for (const type of ["pointerleave", "blur"]) element.addEventListener(type, () => hover(null));
    element.addEventListener("keydown", (event) => {
      if (event.key === "c" && (event.ctrlKey || event.metaKey)) copy(String(value ?? ""));
    });
  }

  return {
    /** @param {Named} named */
    chip({ symbol, value, ref, is_constant: isConstant = false, digits = store.view.peek().digits }) {
      const target = targetOf(ref, store.state.peek().network);
      const text = symbol === UPDATES && value !== null ? count(value) : numberText(value, digits);
      const parts = [formula(symbol), make("b", { text })];
      const attributes = {
        "data-tone": toneOf(ref, isConstant),
        "data-value": String(value ?? ""),
        title: value === null ? t("inspect.not_yet.title") : t("inspect.chip.title", { value: full(value) }),
      };
      const isThere = value !== null;
      const element = make(
        target ? "button" : "span",
        {
          class: isThere ? "number-chip" : "number-chip not-yet",
          attributes: { ...attributes, ...(target ? { type: "button", "data-target": JSON.stringify(target) } : {}) },
        },
        ...parts,
      );
      if (target) bind(element, target, ref, value);
      return element;
    },

    /** Buttons that copy a number with all its digits, and a formula. @param {number | null} value @param {string} latex */
    copies(value, latex) {
      const made = /** @type {[string, string, string][]} */ ([
        ["123", t("inspect.copy.number"), String(value ?? "")],
        ["TeX", t("inspect.copy.formula"), latex],
      ]).map(([text, label, copied]) => {
        const shown = make("span", { text, attributes: { "aria-hidden": "true" } });
        const button = make("button", { class: "copy", attributes: { type: "button", title: label } }, shown, make("span", { class: "hidden", text: label }));
        button.addEventListener("click", () => copy(copied));
        return button;
      });
      if (value === null) made.shift();
      return make("span", { class: "copies" }, ...made);
    },
  };
}
