/** Writes archives for the tests of workbooks. */

import { deflateRawSync } from "node:zlib";

/** @param {number} size @param {[number, number, 2 | 4][]} fields offset, value and bytes */
function record(size, fields) {
  const bytes = Buffer.alloc(size);
  for (const [offset, value, length] of fields) bytes.writeUIntLE(value, offset, length);
  return bytes;
}

/**
 * Zips texts.
 *
 * @param {Record<string, string>} files
 * @param {{ isStored?: boolean, size?: number }} [options] whether nothing is deflated; the size that every file claims
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function zipped(files, { isStored = false, size } = {}) {
  const parts = [];
  const directory = [];
  let start = 0;
  for (const [name, text] of Object.entries(files)) {
    const title = Buffer.from(name);
    const content = Buffer.from(text);
    const packed = isStored ? content : deflateRawSync(content);
    const method = isStored ? 0 : 8;
    const local = Buffer.concat([
      record(30, [
        [0, 0x04034b50, 4],
        [8, method, 2],
        [26, title.length, 2],
      ]),
      title,
      packed,
    ]);
    const claimed = size ?? content.length;
    directory.push(
      record(46, [
        [0, 0x02014b50, 4],
        [10, method, 2],
        [20, packed.length, 4],
        [24, claimed, 4],
        [28, title.length, 2],
        [42, start, 4],
      ]),
      title,
    );
    parts.push(local);
    start += local.length;
  }
  const listed = Buffer.concat(directory);
  const n = Object.keys(files).length;
  const end = record(22, [
    [0, 0x06054b50, 4],
    [8, n, 2],
    [10, n, 2],
    [12, listed.length, 4],
    [16, start, 4],
  ]);
  return Uint8Array.from(Buffer.concat([...parts, listed, end]));
}
