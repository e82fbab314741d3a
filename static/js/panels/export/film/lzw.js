/**
 * Lempel-Ziv-Welch compression as in GIF, of pixels with 256 colours. Most pixels of a film
 * are of one colour, "as before": its runs are compressed without looking up each pixel. Pure.
 */

const SYMBOLS = 256;
const CLEAR = SYMBOLS;
const END = SYMBOLS + 1;
const FIRST = SYMBOLS + 2;
const SYMBOL_BITS = 8;
const LEAST_BITS = SYMBOL_BITS + 1;
const MOST_BITS = 12;
const MOST_CODES = 1 << MOST_BITS;
/** At most a quarter of the slots is used. */
const SLOT_BITS = 14;
/** An odd number near 2^32 divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4). */
const SPREAD = 0x9e3779b1;
const LONGEST_BLOCK = 255;

/** The codes of the strings that have been seen, by prefix and next colour: open addressing with linear probing. */
class Codes {
  #keys = new Int32Array(1 << SLOT_BITS).fill(-1);
  #codes = new Uint16Array(1 << SLOT_BITS);

  clear() {
    this.#keys.fill(-1);
  }

  /** Returns the slot of a string, or the empty one where it belongs. @param {number} key */
  slotOf(key) {
    let slot = Math.imul(key, SPREAD) >>> (32 - SLOT_BITS);
    for (let found = this.#keys[slot]; found !== key && found !== -1; found = this.#keys[slot]) slot = (slot + 1) & ((1 << SLOT_BITS) - 1);
    return slot;
  }

  /** @param {number} slot @returns {number} the code, or -1 in an empty slot */
  at(slot) {
    return this.#keys[slot] === -1 ? -1 : /** @type {number} */ (this.#codes[slot]);
  }

  /** @param {number} slot @param {number} key @param {number} code */
  put(slot, key, code) {
    this.#keys[slot] = key;
    this.#codes[slot] = code;
  }
}

/** Packs numbers of several bits, the lowest first. */
class Bits {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;
  #waiting = 0;
  #nWaiting = 0;

  /** @param {number} value @param {number} n bits of it, 24 or fewer */
  write(value, n) {
    this.#waiting |= value << this.#nWaiting;
    this.#nWaiting += n;
    while (this.#nWaiting >= 8) this.#next();
  }

  /** Fills the last byte with zeros and returns all of them. */
  finish() {
    if (this.#nWaiting > 0) this.#next();
    return this.#bytes.subarray(0, this.#length);
  }

  #next() {
    if (this.#length === this.#bytes.length) this.#grow();
    this.#bytes[this.#length] = this.#waiting & 255;
    this.#length += 1;
    this.#waiting >>>= 8;
    this.#nWaiting -= 8;
  }

  #grow() {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Writes codes, and counts those that writer and reader know by then. */
class CodeWriter {
  #bits = new Bits();
  #next = FIRST;
  #width = LEAST_BITS;

  constructor() {
    this.#bits.write(CLEAR, LEAST_BITS);
  }

  /** Writes a code; returns the code of the string that is one colour longer, or -1 when all codes are in use and begin anew. @param {number} code */
  write(code) {
    this.#bits.write(code, this.#width);
    if (this.#next === 1 << this.#width && this.#width < MOST_BITS) this.#width += 1;
    if (this.#next < MOST_CODES) return this.#next++;
    this.#bits.write(CLEAR, this.#width);
    [this.#next, this.#width] = [FIRST, LEAST_BITS];
    return -1;
  }

  /** Writes the last code and returns the bytes of all. @param {number} code */
  finish(code) {
    this.write(code);
    this.#bits.write(END, this.#width);
    return this.#bits.finish();
  }
}

/**
 * Returns the data of an image of a GIF: the size of a symbol, and the codes in blocks.
 *
 * @param {Uint8Array} pixels at least one index of a colour
 * @param {number} common the index of the colour that has long runs
 */
export function compressed(pixels, common) {
  const codes = new Codes();
  const writer = new CodeWriter();
  /** The codes of runs of the common colour by their length, up to the longest that has one. */
  const runs = new Uint16Array(MOST_CODES);
  runs[1] = common;
  let longest = 1;

  /** @param {number} code @param {(added: number) => void} keep gets the code of the longer string */
  function write(code, keep) {
    const added = writer.write(code);
    if (added >= 0) return keep(added);
    codes.clear();
    longest = 1;
  }

  let prefix = /** @type {number} */ (pixels[0]);
  /** The length of the prefix if it is a run of the common colour, or else 0. */
  let run = prefix === common ? 1 : 0;
  let runEnd = 0;
  for (let i = 1; i < pixels.length; ) {
    const color = /** @type {number} */ (pixels[i]);
    if (run > 0 && color === common) {
      if (runEnd <= i) runEnd = endOf(pixels, i, common);
      const more = Math.min(longest - run, runEnd - i);
      i += more;
      run += more;
      prefix = /** @type {number} */ (runs[run]);
      if (i === runEnd) continue;
      write(prefix, (added) => {
        longest += 1;
        runs[longest] = added;
      });
      [prefix, run] = [common, 1];
    } else {
      const key = (color << MOST_BITS) | prefix;
      const slot = codes.slotOf(key);
      const known = codes.at(slot);
      if (known >= 0) [prefix, run] = [known, 0];
      else {
        write(prefix, (added) => codes.put(slot, key, added));
        [prefix, run] = [color, color === common ? 1 : 0];
      }
    }
    i += 1;
  }
  return inBlocks(writer.finish(prefix));
}

/** Returns where a run ends. @param {Uint8Array} pixels @param {number} from @param {number} color */
function endOf(pixels, from, color) {
  let end = from + 1;
  while (end < pixels.length && pixels[end] === color) end += 1;
  return end;
}

/** Puts the length of each block before it, the size of a symbol before all, and an empty block after them. @param {Uint8Array} bytes */
function inBlocks(bytes) {
  const nBlocks = Math.ceil(bytes.length / LONGEST_BLOCK);
  const all = new Uint8Array(bytes.length + nBlocks + 2);
  all[0] = SYMBOL_BITS;
  for (let k = 0, at = 1; k < nBlocks; k += 1, at += LONGEST_BLOCK + 1) {
    const block = bytes.subarray(k * LONGEST_BLOCK, (k + 1) * LONGEST_BLOCK);
    all[at] = block.length;
    all.set(block, at + 1);
  }
  return all;
}
