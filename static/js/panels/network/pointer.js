/** Selection on the network by pointer and arrow keys. */

import { byId, setText } from "../../base/page/dom.js";
import { nextTarget, targetAt } from "../../scene/network/hit.js";
import { sameTarget } from "../../scene/network/targets.js";
import { spoken } from "./description.js";

/** @import { NetworkShape, Target, View } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const REACH_PX = 7;

/**
 * @typedef {object} NetworkElements
 * @property {HTMLElement} box around the canvases
 * @property {HTMLElement} canvas that has the focus
 * @property {HTMLElement} spoken what a key has selected, for screen readers
 */

/** Binds pointer and keys of the run's network. @param {PanelContext} context */
export function bindPointer(context) {
  bindSelection(context, { box: byId("network-box"), canvas: byId("network"), spoken: byId("network-spoken") });
}

/** Escape ends the selection wherever the focus is, unless it closes a dialog. @param {PanelContext} context */
export function bindEscape(context) {
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || document.querySelector("[popover]:popover-open, dialog[open]")) return;
    const { hover: hovered, pinned } = context.store.view.peek();
    if (hovered || pinned) context.store.dispatch({ type: "view", patch: { hover: null, pinned: null } });
  });
}

/** Binds pointer and keys of one network. @param {PanelContext} context @param {NetworkElements} elements */
export function bindSelection(context, elements) {
  bindHover(context, elements);
  bindKeys(context, elements);
}

/** @param {PanelContext} context @param {NetworkElements} elements */
function bindHover(context, { box, canvas }) {
  const { store, shape } = context;

  /** @param {MouseEvent} event */
  function under(event) {
    const { left, top } = box.getBoundingClientRect();
    return shape.value && targetAt(shape.value, event.clientX - left, event.clientY - top, REACH_PX);
  }

  canvas.addEventListener("pointermove", (event) => hover(context, under(event)));
  canvas.addEventListener("pointerleave", () => hover(context, null));
  canvas.addEventListener("click", (event) => {
    const target = under(event);
    pin(context, sameTarget(target, store.view.value.pinned) ? null : target);
  });
}

/** Keys move the selection; the canvas loses it with its focus, unless the pointer has moved since. @param {PanelContext} context @param {NetworkElements} elements */
function bindKeys(context, { canvas, spoken: line }) {
  const { store, shape } = context;
  let isByKeys = false;

  canvas.addEventListener("pointermove", () => {
    isByKeys = false;
  });
  canvas.addEventListener("blur", () => isByKeys && hover(context, null));
  canvas.addEventListener("keydown", (event) => {
    if (!shape.value || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyTarget(event.key, shape.value, store.view.value);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    isByKeys = true;
    if (next === "pin") {
      pin(context, sameTarget(store.view.value.pinned, store.view.value.hover) ? null : store.view.value.hover);
      return;
    }
    if (next === null) pin(context, null);
    hover(context, next);
    setText(line, next ? spoken(next, context) : "");
  });
}

/**
 * Returns what a key selects: a target, or nothing.
 *
 * @param {string} key
 * @param {NetworkShape} shape
 * @param {Pick<View, "hover" | "pinned">} view
 * @returns {Target | null | "pin" | undefined} "pin" to pin the selection; undefined for any other key
 */
export function keyTarget(key, shape, { hover: hovered, pinned }) {
  if (/^Arrow/.test(key)) return nextTarget(shape, hovered ?? pinned, key);
  if (key === "Escape") return null;
  if (key === "Enter") return "pin";
  if (key !== "e" && key !== "E") return undefined;
  const selected = hovered ?? pinned;
  if (selected?.kind !== "neuron") return selected;
  const edge = shape.edges.find(({ layer, row }) => layer === selected.layer && row === selected.index);
  return edge ? { kind: "edge", layer: edge.layer, row: edge.row, column: edge.column } : selected;
}

/** @param {PanelContext} context @param {Target | null} target */
function hover({ store }, target) {
  if (!sameTarget(target, store.view.peek().hover)) store.dispatch({ type: "view", patch: { hover: target } });
}

/** @param {PanelContext} context @param {Target | null} target */
const pin = ({ store }, target) => store.dispatch({ type: "view", patch: { pinned: target } });
