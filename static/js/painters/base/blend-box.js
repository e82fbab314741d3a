/** Blends filled rectangles directly into pixels, with the colours of a theme. */

import { packed, parseColor } from "../../base/theme/color.js";

/** @import { Rect, Theme } from "../../types.js" */
/** @import { Pixels } from "./curve.js" */

/** Colours of a theme that rectangles have. */
const NAMES = /** @type {const} */ (["ground", "sunken", "ink", "edge", "positive", "negative"]);

/** @typedef {Record<(typeof NAMES)[number], number>} PackedColors */

/** @type {WeakMap<object, PackedColors>} */
const known = new WeakMap();

/** Returns colours of a theme as they are in pixels. @param {Pick<Theme, (typeof NAMES)[number]>} theme @returns {PackedColors} */
export function packedOf(theme) {
  const found = known.get(theme);
  if (found) return found;
  const colors = packed(NAMES.map((name) => parseColor(theme[name])));
  const made = /** @type {PackedColors} */ (Object.fromEntries(NAMES.map((name, i) => [name, colors[i]])));
  known.set(theme, made);
  return made;
}

/**
 * Fills a rectangle. A pixel at its border that it covers in part is mixed with what is under
 * it, as a canvas does it.
 *
 * @param {Pixels} pixels
 * @param {number} ratio pixels per unit of the rectangle
 * @param {Rect} rect
 * @param {number} color packed
 */
export function blendBox({ data, width, height }, ratio, rect, color) {
  const [left, right] = [Math.max(0, rect.x * ratio), Math.min(width, (rect.x + rect.width) * ratio)];
  const [top, bottom] = [Math.max(0, rect.y * ratio), Math.min(height, (rect.y + rect.height) * ratio)];
  for (let y = Math.floor(top); y < bottom; y += 1) {
    const down = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.floor(left); x < right; x += 1) {
      const at = y * width + x;
      data[at] = mixed(data[at] ?? 0, color, down * (Math.min(x + 1, right) - Math.max(x, left)));
    }
  }
}

/** Returns a colour that covers another one in part. @param {number} under packed @param {number} color packed @param {number} share of the pixel */
function mixed(under, color, share) {
  if (share >= 1) return color;
  let sum = 0xff000000;
  for (let shift = 0; shift < 24; shift += 8) {
    const from = (under >>> shift) & 255;
    sum |= Math.round(from + (((color >>> shift) & 255) - from) * share) << shift;
  }
  return sum >>> 0;
}
