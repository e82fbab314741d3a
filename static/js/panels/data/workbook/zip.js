/**
 * Reads the files in an archive, a piece at a time. The browser's own stream inflates them:
 * it never holds more than a piece, so a file that is larger than it claims is stopped. Pure.
 */

/** Bytes that a file may have when it is inflated. */
export const MOST_BYTES = 2 ** 26;
const MOST_FILES = 4096;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const DEFLATED = 8;

/** @typedef {{ start: number, packed: number, size: number, method: number }} Entry */

/** The archive is damaged, or too large to be read. */
export class ZipError extends Error {
  /** @param {"damaged" | "large"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {Map<string, Entry>}
 * @throws {ZipError}
 */
export function entriesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  let at = end < 0 ? bytes.length : view.getUint32(end + 16, true);
  const n = end < 0 ? 0 : view.getUint16(end + 10, true);
  if (n === 0 || n > MOST_FILES) throw new ZipError("damaged");
  for (let i = 0; i < n; i += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw new ZipError("damaged");
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const entry = { start: view.getUint32(at + 42, true), packed, size, method: view.getUint16(at + 10, true) };
    entries.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + (name ?? 0))), entry);
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

/** Where the end of the directory is, in front of a comment; -1 if there is none. @param {DataView} view */
function endOf(view) {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

/**
 * Gives the text of a file piece by piece.
 *
 * @param {Uint8Array} bytes
 * @param {Entry} entry
 * @returns {AsyncGenerator<string>}
 * @throws {ZipError}
 */
export async function* textOf(bytes, { start, packed, size, method }) {
  if (size > MOST_BYTES) throw new ZipError("large");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + 30 > bytes.length || view.getUint32(start, true) !== LOCAL || ![0, DEFLATED].includes(method)) throw new ZipError("damaged");
  const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const stored = new Blob([bytes.slice(from, from + packed)]).stream();
  const reader = (method === DEFLATED ? stored.pipeThrough(new DecompressionStream("deflate-raw")) : stored).getReader();
  const decoder = new TextDecoder();
  let n_bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => Promise.reject(new ZipError("damaged")));
      if (done) break;
      n_bytes += value.length;
      if (n_bytes > size) throw new ZipError("damaged");
      yield decoder.decode(value, { stream: true });
    }
    if (n_bytes !== size) throw new ZipError("damaged");
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
