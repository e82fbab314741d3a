/**
 * Blends thick smooth curves directly into pixels. A network has hundreds of edges, and
 * without a graphics card a browser strokes paths far more slowly. Pure.
 */

import { smoothstep } from "../base/numbers/scales.js";

/**
 * @typedef {object} Pixels
 * @property {Uint32Array} data opaque, packed as in ImageData
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} Stroke
 * @property {number} width px
 * @property {number} color packed
 * @property {number} dash length of a dash in px; 0 for none
 * @property {number} gap
 */

/**
 * Draws one curve. In each column of pixels the curve covers a vertical span, whose ends
 * fade over one pixel or, where the curve is steep, over its rise within the column.
 *
 * @param {Pixels} pixels
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1 larger than x0
 * @param {number} y1
 * @param {Stroke} stroke
 */
export function blendCurve({ data, width, height }, x0, y0, x1, y1, { width: thickness, color, dash, gap }) {
  const length = x1 - x0;
  const lift = y1 - y0;
  const redBlue = color & 0xff00ff;
  const green = color & 0x00ff00;
  const first = Math.max(0, Math.round(x0));
  const last = Math.min(width, Math.round(x1));
  const isDashed = dash > 0;
  let along = 0;
  for (let column = first; column < last; column += 1) {
    const t = Math.min(1, Math.max(0, (column + 0.5 - x0) / length));
    const y = y0 + lift * smoothstep(t) - 0.5;
    const slope = (6 * t * (1 - t) * lift) / length;
    const steepness = Math.sqrt(1 + slope * slope);
    const span = thickness * steepness;
    const fade = Math.max(1, Math.abs(slope));
    const reach = (span + fade) / 2;
    // `| 0` marks whole numbers, with which loops run faster.
    const top = Math.max(0, Math.ceil(y - reach)) | 0;
    const bottom = Math.min(height - 1, Math.floor(y + reach)) | 0;
    // Coverage in 256ths: it rises at one end of the span and falls at the other.
    const most = span < fade ? (256 * span) / fade : 256;
    const slant = 256 / fade;
    let rising = (top - y + reach) * slant;
    let falling = (y + reach - top) * slant;
    let at = (top * width + column) | 0;
    for (let row = top; row <= bottom; row += 1, rising += slant, falling -= slant, at = (at + width) | 0) {
      if (isDashed && (along + ((row - y) * slope) / steepness + dash) % (dash + gap) > dash) continue;
      const share = Math.min(rising, falling, most) | 0;
      const rest = 256 - share;
      const under = data[at];
      // Two channels at a time; each product fits into its 16 bits.
      const redBlueSum = (Math.imul(under & 0xff00ff, rest) + Math.imul(redBlue, share)) | 0;
      const greenSum = (Math.imul(under & 0x00ff00, rest) + Math.imul(green, share)) | 0;
      data[at] = 0xff000000 | ((redBlueSum >>> 8) & 0xff00ff) | ((greenSum >>> 8) & 0x00ff00);
    }
    along += steepness;
  }
}
