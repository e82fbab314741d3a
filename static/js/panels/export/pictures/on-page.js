/** Takes what the page has drawn of a network that is not dense: the canvases of its picture, each at its place. */

import { byId } from "../../../base/page/dom.js";

/** @import { Part } from "./figure.js" */

/** The places of the run's network and of its twin's. */
export const PLACES = Object.freeze(["network-box", "twin-network-box"]);

/**
 * @param {string} place the id of what is around the picture
 * @param {number} width
 * @returns {Part | null} null while nothing of it is on the page
 */
export function onPagePart(place, width) {
  const canvases = /** @type {HTMLCanvasElement[]} */ ([...byId(place).querySelectorAll(".picture canvas")]);
  const drawn = canvases.map((canvas) => ({ canvas, box: canvas.getBoundingClientRect() })).filter(({ canvas, box }) => box.width > 0 && canvas.width > 0);
  if (drawn.length === 0) return null;
  const [left, top] = [Math.min(...drawn.map(({ box }) => box.left)), Math.min(...drawn.map(({ box }) => box.top))];
  const scale = width / (Math.max(...drawn.map(({ box }) => box.right)) - left);
  return {
    height: scale * (Math.max(...drawn.map(({ box }) => box.bottom)) - top),
    paint: ({ copy }) => {
      for (const { canvas, box } of drawn)
        copy(canvas, { x: scale * (box.left - left), y: scale * (box.top - top), width: scale * box.width, height: scale * box.height });
    },
  };
}
