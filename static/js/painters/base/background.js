/** The background of a picture that is painted into the same pixels again and again. */

/** @import { Pixels } from "./curve.js" */

/**
 * Returns a function that fills pixels with the colour of the ground when the layout of what
 * is painted on them, the colour or the pixels themselves are other ones than last time. A
 * picture whose cells are at the same places then paints the cells alone.
 *
 * @returns {(pixels: Pixels, layout: object | null, color: number) => void} `layout` is compared by identity, `color` is packed
 */
export function createBackground() {
  /** @type {readonly unknown[]} */
  let last = [];
  return ({ data }, layout, color) => {
    const next = [data, layout, color];
    if (next.every((part, i) => part === last[i])) return;
    data.fill(color);
    last = next;
  };
}
