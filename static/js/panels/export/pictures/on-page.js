/** Takes what the page has drawn of a network that is not dense: the canvases of its picture and the texts above them, each at its place. */

import { byId } from "../../../base/page/dom.js";
import { setFont } from "../../../painters/base/shapes.js";

/** @import { Rect, Theme } from "../../../types.js" */
/** @import { Part } from "./figure.js" */

/** The places of the run's network and of its twin's. */
export const PLACES = Object.freeze(["network-box", "twin-network-box"]);

/** Headings that are elements of the page: their names, and what is below a name. */
const NAMES = ".map-head > b";
const DETAILS = ".map-head > span";

/**
 * @param {string} place the id of what is around the picture
 * @param {number} width
 * @param {Theme} theme
 * @returns {Part | null} null while nothing of it is on the page
 */
export const onPagePart = (place, width, theme) => partOf([...byId(place).querySelectorAll(".picture")], width, theme);

/** Returns what some elements show. @param {readonly Element[]} elements @param {number} width @param {Theme} theme @returns {Part | null} */
export function partOf(elements, width, theme) {
  /** @param {string} selector */
  const visible = (selector) =>
    elements
      .flatMap((element) => /** @type {HTMLElement[]} */ ([...element.querySelectorAll(selector)]))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
  const canvases = visible("canvas")
    .map(({ element, box }) => ({ canvas: /** @type {HTMLCanvasElement} */ (element), box }))
    .filter(({ canvas }) => canvas.width > 0);
  if (canvases.length === 0) return null;
  const boxes = canvases.map(({ box }) => box);
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const scale = width / (Math.max(...boxes.map((box) => box.right)) - left);
  /** @param {DOMRect} box @returns {Rect} */
  const placed = (box) => ({ x: scale * (box.left - left), y: scale * (box.top - top), width: scale * box.width, height: scale * box.height });
  /** @param {CanvasRenderingContext2D} ctx @param {string} selector @param {number} weight @param {string} color */
  const write = (ctx, selector, weight, color) => {
    ctx.fillStyle = color;
    for (const { element, box } of visible(selector)) {
      setFont(ctx, theme, { size: (scale * Number.parseFloat(window.getComputedStyle(element).fontSize)) / theme.rem, weight });
      const { x, y, width: wide, height } = placed(box);
      ctx.fillText(element.textContent ?? "", x + wide / 2, y + height / 2);
    }
  };
  return {
    height: scale * (Math.max(...boxes.map((box) => box.bottom)) - top),
    paint: ({ ctx, copy, group }) => {
      for (const { canvas, box } of canvases) copy(canvas, placed(box));
      group("headings", () => {
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        write(ctx, NAMES, 600, theme.ink);
        write(ctx, DETAILS, 450, theme.muted);
      });
    },
  };
}
