/** Sets a derivation of an attention network as a line of chips; those that the picture shows lead to their cells. */

import { make } from "../../base/page/dom.js";
import { createChips } from "../inside/base/chips.js";
import { copyText } from "../inside/base/copied.js";
import { toneOf } from "../inside/base/refs.js";
import { makeExpression } from "../inside/inspector/expressions.js";

/** @import { FactorFields, RefFields } from "../../protocol.js" */
/** @import { Cell } from "../../scene/attention/shape.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Named } from "../inside/base/chips.js" */

/** As many digits as a card has room for; the pointer tells all of them. */
const DIGITS = 4;

/**
 * @param {Store} store
 * @param {(ref: RefFields | null) => Cell | null} cellOf
 * @param {(cell: Cell) => void} go
 * @returns {(root: FactorFields) => HTMLElement}
 */
export function createExpression(store, cellOf, go) {
  const { chip, copies } = createChips(store, (text) => void copyText(text, store));
  const chips = {
    copies,
    /** @param {Named} named */
    chip(named) {
      const plain = chip({ ...named, ref: null, digits: DIGITS });
      plain.dataset["tone"] = toneOf(named.ref, named.is_constant);
      const cell = cellOf(named.ref);
      if (!cell) return plain;
      const button = make("button", { class: plain.className, attributes: { type: "button" } }, ...plain.childNodes);
      for (const { name, value } of plain.attributes) button.setAttribute(name, value);
      button.addEventListener("click", () => go(cell));
      return button;
    },
  };
  return (root) => makeExpression(root, chips, DIGITS);
}
