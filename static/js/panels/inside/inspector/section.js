/** A section of the inspector, and the words of an operation of the program. */

import { make } from "../../../base/page/dom.js";

/** @import { PanelContext } from "../../context.js" */

/** @param {string} title @param {string} hint @param {...Node} children */
export const section = (title, hint, ...children) =>
  make(
    "section",
    { class: "inspect" },
    make("div", { class: "inspect-head" }, make("h4", { text: title }), make("span", { class: "soft", text: hint })),
    ...children,
  );

/** Returns the words of an operation of the program. @param {number} index @param {PanelContext} context */
export const wordsOf = (index, { store, write }) => {
  const words = store.state.peek().program?.listing?.ops[index]?.words;
  return words ? write(words) : "";
};
