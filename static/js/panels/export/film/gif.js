/**
 * Writes a GIF (version 89a), frame by frame. One palette of 255 colours is made of some
 * frames, and each frame is the smallest rectangle with all pixels that differ from what is
 * shown; the others in it are transparent. Pure.
 */

import { compressed } from "./lzw.js";

/** @typedef {Pick<typeof import("gifenc"), "quantize">} Gifenc */
/** @typedef {readonly [number, number, number]} Color */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box */

const COLORS = 255;
const TRANSPARENT = COLORS;
/** Bits of each channel by which colours are looked up. */
const BITS = 6;
/** A pixel stays as it is if its new colour is nearer than this, squared: what no eye sees would cost most of the bytes. */
const UNSEEN = 3 * 3 ** 2;
const MS_PER_TICK = 10;

/** A palette of 256 colours follows the size of the picture. */
const PALETTE_OF_256 = 0xf7;
const REPEAT_FOREVER = [0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), 3, 1, 0, 0, 0];
/** How long a frame is shown, and that it stays below the next one. */
const CONTROL = [0x21, 0xf9, 4];
const KEPT = 0x04;
const KEPT_WITH_HOLES = 0x05;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

export class GifWriter {
  #size;
  #ticks;
  /** @type {Uint8Array[]} */
  #parts = [];
  /** Red, green and blue of each colour. */
  #palette = new Uint8Array(3 * (COLORS + 1));
  #nColors;
  /** The index of the nearest colour, of none until it is asked for. */
  #nearest = new Uint8Array(1 << (3 * BITS)).fill(TRANSPARENT);
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
  constructor({ quantize }, samples, { width, height, delay_ms }) {
    this.#size = { width, height };
    this.#ticks = Math.round(delay_ms / MS_PER_TICK);
    const colors = /** @type {Color[]} */ (quantize(joined(samples), COLORS, { format: "rgb565" }));
    this.#nColors = colors.length;
    this.#palette.set(colors.flat());
    this.#shown = new Uint8Array(width * height);
    this.#before = new Uint32Array(width * height);
    this.#write([...ascii("GIF89a"), ...twoBytes(width), ...twoBytes(height), PALETTE_OF_256, 0, 0], this.#palette, REPEAT_FOREVER);
  }

  get frames() {
    return this.#frames;
  }

  /** Adds a frame. @param {Uint8ClampedArray} rgba */
  add(rgba) {
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, this.#shown.length);
    if (this.#frames === 0) this.#addWhole(pixels);
    else this.#addChange(pixels);
    this.#before = pixels;
    this.#frames += 1;
  }

  /** Ends the file and returns it. */
  finish() {
    this.#write([TRAILER]);
    return joined(this.#parts);
  }

  /** @param {Uint32Array} pixels */
  #addWhole(pixels) {
    pixels.forEach((pixel, i) => {
      this.#shown[i] = this.#indexOf(pixel);
    });
    this.#addImage(this.#shown, { left: 0, top: 0, ...this.#size }, KEPT);
  }

  /** @param {Uint32Array} pixels */
  #addChange(pixels) {
    const [shown, before, { width }] = [this.#shown, this.#before, this.#size];
    const indices = new Uint8Array(shown.length).fill(TRANSPARENT);
    let [left, right, first, end] = [width, 0, -1, 0];
    for (let i = 0; i < pixels.length; i += 1) {
      const pixel = /** @type {number} */ (pixels[i]);
      const old = /** @type {number} */ (shown[i]);
      if (pixel === before[i] || this.#isNear(pixel, old)) continue;
      const found = this.#indexOf(pixel);
      if (found === old) continue;
      indices[i] = shown[i] = found;
      const x = i % width;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (first < 0) first = i;
      end = i + 1;
    }
    if (first < 0) return this.#addImage(new Uint8Array([TRANSPARENT]), { left: 0, top: 0, width: 1, height: 1 }, KEPT_WITH_HOLES);
    const top = Math.floor(first / width);
    const box = { left, top, width: right - left, height: Math.ceil(end / width) - top };
    this.#addImage(cut(indices, width, box), box, KEPT_WITH_HOLES);
  }

  /** @param {Uint8Array} indices @param {Box} box @param {number} flags */
  #addImage(indices, { left, top, width, height }, flags) {
    this.#write(
      [...CONTROL, flags, ...twoBytes(this.#ticks), TRANSPARENT, 0],
      [IMAGE, ...[left, top, width, height].flatMap(twoBytes), 0],
      compressed(indices, TRANSPARENT),
    );
  }

  /** @param {...(Uint8Array | readonly number[])} parts */
  #write(...parts) {
    this.#parts.push(...parts.map((part) => new Uint8Array(part)));
  }

  /** Returns whether a pixel looks like a colour of the palette. @param {number} pixel @param {number} k */
  #isNear(pixel, k) {
    return this.#distance(k, pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255) < UNSEEN;
  }

  /** Returns how far a colour of the palette is from another one, squared. @param {number} k @param {number} r @param {number} g @param {number} b */
  #distance(k, r, g, b) {
    const red = /** @type {number} */ (this.#palette[3 * k]) - r;
    const green = /** @type {number} */ (this.#palette[3 * k + 1]) - g;
    const blue = /** @type {number} */ (this.#palette[3 * k + 2]) - b;
    return red * red + green * green + blue * blue;
  }

  /** Returns the index of the nearest colour. @param {number} pixel packed as in ImageData */
  #indexOf(pixel) {
    const [r, g, b] = [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];
    const key = ((r >> (8 - BITS)) << (2 * BITS)) | ((g >> (8 - BITS)) << BITS) | (b >> (8 - BITS));
    const known = /** @type {number} */ (this.#nearest[key]);
    if (known !== TRANSPARENT) return known;
    let [best, least] = [0, Infinity];
    for (let k = 0; k < this.#nColors; k += 1) {
      const distance = this.#distance(k, r, g, b);
      if (distance < least) [best, least] = [k, distance];
    }
    this.#nearest[key] = best;
    return best;
  }
}

/** @param {number} value @returns {readonly [number, number]} the lower byte first */
function twoBytes(value) {
  return [value & 255, value >> 8];
}

/** @param {string} text */
function ascii(text) {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** Cuts a box out of a picture. @param {Uint8Array} indices @param {number} across @param {Box} box */
function cut(indices, across, { left, top, width, height }) {
  const inside = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * across + left;
    inside.set(indices.subarray(from, from + width), y * width);
  }
  return inside;
}

/** Puts bytes one after the other. @param {readonly (Uint8Array | Uint8ClampedArray)[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
