/**
 * Blends thick smooth curves directly into pixels. A network has hundreds of edges, and
 * without a graphics card a browser strokes paths far more slowly. Pure.
 */

import { smoothstep } from "../../base/numbers/scales.js";

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
  const perColumn = 1 / (x1 - x0);
  const lift = y1 - y0;
  const packed = color | 0;
  const redBlue = color & 0xff00ff;
  const green = color & 0x00ff00;
  const first = Math.max(0, Math.round(x0));
  const last = Math.min(width, Math.round(x1));
  const isDashed = dash > 0;
  let along = 0;
  for (let column = first; column < last; column += 1) {
    const t = Math.min(1, Math.max(0, (column + 0.5 - x0) * perColumn));
    const y = y0 + lift * smoothstep(t) - 0.5;
    const slope = 6 * t * (1 - t) * lift * perColumn;
    const steepness = Math.sqrt(1 + slope * slope);
    const span = thickness * steepness;
    const fade = Math.max(1, Math.abs(slope));
    const reach = (span + fade) / 2;
    // `| 0` marks whole numbers, with which loops run faster.
    const top = Math.max(0, Math.ceil(y - reach)) | 0;
    const bottom = Math.min(height - 1, Math.floor(y + reach)) | 0;
    // Coverage in 65536ths: it rises at one end of the span and falls at the other.
    const slant = 65536 / fade;
    const most = Math.min(65536, slant * span) | 0;
    const change = slant | 0;
    let rising = ((top - y + reach) * slant) | 0;
    let falling = ((y + reach - top) * slant) | 0;
    const end = (bottom * width + column) | 0;
    for (let at = (top * width + column) | 0; at <= end; at = (at + width) | 0) {
      const share = Math.min(rising, falling, most) >> 8;
      rising = (rising + change) | 0;
      falling = (falling - change) | 0;
      if (isDashed && (along + (((at - column) / width - y) * slope) / steepness + dash) % (dash + gap) > dash) continue;
      if (share === 256) {
        data[at] = packed;
        continue;
      }
      // Two channels at a time; each product fits into its 16 bits.
      const under = data[at];
      const underRedBlue = under & 0xff00ff;
      const underGreen = under & 0x00ff00;
      const redBlueSum = (underRedBlue << 8) + Math.imul(redBlue - underRedBlue, share);
      const greenSum = (underGreen << 8) + Math.imul(green - underGreen, share);
      data[at] = 0xff000000 | ((redBlueSum >>> 8) & 0xff00ff) | ((greenSum >>> 8) & 0x00ff00);
    }
    along += steepness;
  }
}
