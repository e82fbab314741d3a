/** Selects cells of an attention network by pointer and arrow keys. */

import { setText } from "../../base/page/dom.js";
import { cellOf, nextCell } from "../../scene/attention/shape.js";
import { spokenCell } from "./texts.js";

/** @import { Cell } from "../../scene/attention/shape.js" */
/** @import { PictureState } from "./state.js" */

/** @param {Cell | null} one @param {Cell | null} other */
export const sameCell = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/**
 * @param {PictureState} state
 * @param {{ canvas: HTMLElement, sheet: HTMLElement, spoken: HTMLElement }} elements
 */
export function bindCells(state, { canvas, sheet, spoken }) {
  const { selection, shape } = state;

  /** @param {MouseEvent} event */
  function under(event) {
    const { left, top } = sheet.getBoundingClientRect();
    return shape.value && cellOf(shape.value, event.clientX - left, event.clientY - top);
  }
  /** @param {Cell | null} cell */
  function hover(cell) {
    if (!sameCell(cell, selection.peek().hover)) selection.value = { ...selection.peek(), hover: cell };
  }
  /** Pins a cell, or unpins it if it is pinned. @param {Cell | null} cell */
  function pin(cell) {
    const { pinned } = selection.peek();
    selection.value = { ...selection.peek(), pinned: sameCell(cell, pinned) ? null : cell };
  }

  canvas.addEventListener("pointermove", (event) => hover(under(event)));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => pin(under(event)));
  canvas.addEventListener("blur", () => hover(null));
  canvas.addEventListener("keydown", (event) => {
    if (!shape.value || event.ctrlKey || event.metaKey || event.altKey) return;
    const { hover: hovered, pinned } = selection.peek();
    if (/^Arrow/.test(event.key)) {
      const next = nextCell(shape.value, hovered ?? pinned, event.key);
      hover(next);
      setText(spoken, next ? spokenCell(state, next) : "");
    } else if (event.key === "Enter") pin(hovered);
    else if (event.key === "Escape") selection.value = { hover: null, pinned: null };
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
