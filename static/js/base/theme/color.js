/** Parses colours, mixes them in OKLab, and builds colour maps. Pure. */

/** @typedef {readonly [number, number, number]} Rgb  each 0 to 255 */

/**
 * @param {string} text `#rrggbb` or `rgb(r g b)` with any separators
 * @returns {Rgb}
 */
export function parseColor(text) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (hex) {
    const [r, g, b] = [hex[1], hex[2], hex[3]].map((part) => parseInt(part ?? "0", 16));
    return [r ?? 0, g ?? 0, b ?? 0];
  }
  const numbers = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

/** @param {Rgb} rgb @param {number} [alpha] */
export const cssColor = ([r, g, b], alpha = 1) => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)} / ${alpha})`;

/** @param {number} value */
const toLinear = (value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};

/** @param {number} value */
const fromLinear = (value) => {
  const v = Math.min(1, Math.max(0, value));
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
};

/** Converts sRGB to Björn Ottosson's OKLab. @param {Rgb} rgb @returns {Rgb} */
export function toOklab(rgb) {
  const [r, g, b] = [toLinear(rgb[0]), toLinear(rgb[1]), toLinear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {Rgb} lab @returns {Rgb} */
export function fromOklab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * @param {Rgb} first
 * @param {Rgb} second
 * @param {number} share of the second, 0 to 1
 * @returns {Rgb}
 */
export function mix(first, second, share) {
  const [l1, a1, b1] = toOklab(first);
  const [l2, a2, b2] = toOklab(second);
  return fromOklab([l1 + (l2 - l1) * share, a1 + (a2 - a1) * share, b1 + (b2 - b1) * share]);
}

/**
 * Returns `count` evenly spaced colours along the given stops.
 *
 * @param {readonly string[]} stops
 * @param {number} count
 * @returns {Rgb[]}
 */
export function ramp(stops, count) {
  const rgb = stops.map(parseColor);
  const last = rgb.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : (i / (count - 1)) * last;
    const k = Math.min(last - 1, Math.floor(place));
    return mix(rgb[k] ?? [0, 0, 0], rgb[k + 1] ?? rgb[k] ?? [0, 0, 0], place - k);
  });
}

/**
 * Packs colours for ImageData (little endian ABGR), opaque.
 *
 * @param {readonly Rgb[]} colors
 * @returns {Uint32Array}
 */
export function packed(colors) {
  return Uint32Array.from(colors, ([r, g, b]) => ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0);
}
