/** A drawing context that records where texts, rectangles and lines are, with letters 10 pixels wide. */

import { THEME } from "../../../../examples.js";

export const LETTER = 10;

export function recorder() {
  const texts = [];
  const boxes = [];
  const lines = [];
  let moved = [0, 0];
  const saved = [];
  const ctx = {
    fillStyle: "",
    font: "",
    measureText: (text) => ({ width: LETTER * [...text].length }),
    fillText: (text, x, y) => void texts.push({ text, x: x + moved[0], y: y + moved[1], color: ctx.fillStyle }),
    fillRect: (x, y, width, height) => void boxes.push({ x: x + moved[0], y: y + moved[1], width, height, color: ctx.fillStyle }),
    roundRect: (x, y, width, height) => void boxes.push({ x: x + moved[0], y: y + moved[1], width, height, isFrame: true }),
    moveTo: (x, y) => void lines.push(["M", x, y]),
    lineTo: (x, y) => void lines.push(["L", x, y]),
    arc: (x, y) => void lines.push(["O", x, y]),
    translate: (x, y) => {
      moved = [moved[0] + x, moved[1] + y];
    },
    save: () => void saved.push(moved),
    restore: () => {
      moved = saved.pop();
    },
    setLineDash: () => undefined,
    beginPath: () => undefined,
    fill: () => undefined,
    stroke: () => undefined,
  };
  /** Where a text is. */
  const place = (text) => texts.find((each) => each.text === text);
  return { ctx, texts, boxes, lines, place, setting: { ctx, theme: { ...THEME, rem: 20 } } };
}

/** @param {Document} document @param {string} html */
export function elementOf(document, html) {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  return holder.firstElementChild;
}
