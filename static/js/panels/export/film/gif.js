/**
 * Writes a GIF, frame by frame. One palette of 255 colours is made of some frames, and each
 * frame has only the pixels that differ from what is shown; all others are transparent. Pure.
 */

/** @typedef {Pick<typeof import("gifenc"), "GIFEncoder" | "quantize">} Gifenc */
/** @typedef {readonly [number, number, number]} Color */

const COLORS = 255;
const TRANSPARENT = COLORS;
/** Bits of each channel by which colours are looked up. */
const BITS = 6;
/** A pixel stays as it is if its new colour is nearer than this, squared: what no eye sees would cost most of the bytes. */
const UNSEEN = 3 * 3 ** 2;
const FOREVER = 0;
const KEEP = 1;

export class GifWriter {
  #encoder;
  #options;
  /** @type {Color[]} */
  #palette;
  /** The index of the nearest colour, or -1 until it is asked for. */
  #nearest = new Int16Array(1 << (3 * BITS)).fill(-1);
  /** What is shown: an index per pixel. */
  #shown;
  /** The pixels of the frame before. @type {Uint32Array} */
  #before;
  #frames = 0;

  /**
   * @param {Gifenc} gifenc
   * @param {readonly Uint8ClampedArray[]} samples pixels of some frames, from whose colours the palette is made
   * @param {{ width: number, height: number, delay_ms: number }} options
   */
  constructor({ GIFEncoder, quantize }, samples, options) {
    const { width, height } = options;
    this.#options = options;
    this.#encoder = GIFEncoder();
    this.#palette = /** @type {Color[]} */ (quantize(joined(samples), COLORS, { format: "rgb565" }));
    this.#shown = new Uint8Array(width * height);
    this.#before = new Uint32Array(width * height);
  }

  get frames() {
    return this.#frames;
  }

  /** Adds a frame. @param {Uint8ClampedArray} rgba */
  add(rgba) {
    const { width, height, delay_ms } = this.#options;
    const isFirst = this.#frames === 0;
    const index = this.#indexed(rgba, isFirst);
    const palette = [...this.#palette];
    while (palette.length <= TRANSPARENT) palette.push([0, 0, 0]);
    this.#encoder.writeFrame(index, width, height, {
      ...(isFirst && { palette, repeat: FOREVER }),
      delay: delay_ms,
      transparent: !isFirst,
      transparentIndex: TRANSPARENT,
      dispose: KEEP,
    });
    this.#frames += 1;
  }

  /** Ends the file and returns it. */
  finish() {
    this.#encoder.finish();
    return this.#encoder.bytes();
  }

  /** @param {Uint8ClampedArray} rgba @param {boolean} isFirst */
  #indexed(rgba, isFirst) {
    const [shown, old] = [this.#shown, this.#before];
    const index = new Uint8Array(shown.length).fill(TRANSPARENT);
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, shown.length);
    let [last, found] = [-1, 0];
    for (let i = 0; i < shown.length; i += 1) {
      const pixel = /** @type {number} */ (pixels[i]);
      if (!isFirst && pixel === old[i]) continue;
      if (pixel !== last) {
        last = pixel;
        found = this.#indexOf(pixel);
      }
      const before = /** @type {number} */ (shown[i]);
      if (isFirst || (found !== before && !this.#isNear(pixel, before))) index[i] = shown[i] = found;
    }
    this.#before = pixels;
    return index;
  }

  /** Returns whether a pixel looks like a colour of the palette. @param {number} pixel @param {number} k */
  #isNear(pixel, k) {
    const [r, g, b] = /** @type {Color} */ (this.#palette[k]);
    return ((pixel & 255) - r) ** 2 + (((pixel >>> 8) & 255) - g) ** 2 + (((pixel >>> 16) & 255) - b) ** 2 < UNSEEN;
  }

  /** Returns the index of the nearest colour. @param {number} pixel packed as in ImageData */
  #indexOf(pixel) {
    const [r, g, b] = [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
    const key = ((r >> (8 - BITS)) << (2 * BITS)) | ((g >> (8 - BITS)) << BITS) | (b >> (8 - BITS));
    const known = /** @type {number} */ (this.#nearest[key]);
    if (known >= 0) return known;
    let [best, least] = [0, Infinity];
    this.#palette.forEach(([red, green, blue], k) => {
      const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
      if (distance < least) [best, least] = [k, distance];
    });
    this.#nearest[key] = best;
    return best;
  }
}

/** Joins the pixels of several frames. @param {readonly Uint8ClampedArray[]} all */
function joined(all) {
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
