/** Decodes the bytes of a file into text, or names what the file is if it is none. Pure. */

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Fault, Note } from "../table/types.js" */

/** @typedef {{ text: string, encoding: string, certain: boolean, notes: Note[], faults: Fault[] }} Decoded */

/** Bytes that are looked at for zeros. */
const START = 2 ** 16;
/** The first bytes of files that are no text, and what those files are. @type {[string, Key][]} */
const SIGNATURES = [
  ["\x89PNG", "table.file.picture"],
  ["\xff\xd8\xff", "table.file.picture"],
  ["GIF8", "table.file.picture"],
  ["BM\x36", "table.file.picture"],
  ["%PDF", "table.file.pdf"],
  ["\xd0\xcf\x11\xe0", "table.file.xls"],
  ["$FL2", "table.file.statistics"],
  ["$FL3", "table.file.statistics"],
  ["<stata_dta>", "table.file.statistics"],
  ["HEADER RECORD***", "table.file.statistics"],
  ["RDX", "table.file.statistics"],
  ["\x93NUMPY", "table.file.arrays"],
  ["\x89HDF", "table.file.arrays"],
  ["PAR1", "table.file.arrays"],
  ["\x80\x04\x95", "table.file.arrays"],
  ["\x1f\x8b", "table.file.packed"],
  ["BZh", "table.file.packed"],
  ["\xfd7zXZ", "table.file.packed"],
  ["7z\xbc\xaf", "table.file.packed"],
  ["\x52ar!", "table.file.packed"],
];
/** Names of files within an archive, and what it is. @type {[string, Key][]} */
const ARCHIVES = [
  ["application/vnd.oasis.opendocument.spreadsheet", "table.file.ods"],
  ["/Document.iwa", "table.file.numbers"],
  ["xl/workbook.bin", "table.file.xls"],
  ["word/document.xml", "table.file.document"],
  [".npy", "table.file.arrays"],
];

/**
 * Whether bytes are a workbook of Excel, .xlsx.
 *
 * @param {Uint8Array} bytes
 */
export const isWorkbook = (bytes) => startsWith(bytes, "PK\x03\x04") && holds(bytes, "xl/workbook.xml");

/**
 * @param {Uint8Array} bytes
 * @param {string | null} encoding as `TextDecoder` names it; null: found
 * @returns {Decoded}
 */
export function decode(bytes, encoding) {
  const kind = kindOf(bytes);
  if (kind) return refused(kind);
  if (encoding !== null) return decoded(bytes, encoding, true);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decoded(bytes, "utf-16le", true, "table.file.encoding");
  if (first === 0xfe && second === 0xff) return decoded(bytes, "utf-16be", true, "table.file.encoding");
  const wide = withZeros(bytes);
  if (wide) return decoded(bytes, wide, false, "table.file.encoding");
  if (isBinary(bytes)) return refused("table.file.binary");
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8", certain: true, notes: [], faults: [] };
  } catch {
    return decoded(bytes, "windows-1252", false, "table.file.not_utf8");
  }
}

/** @param {Uint8Array} bytes @param {string} encoding @param {boolean} certain @param {Key} [note] @returns {Decoded} */
function decoded(bytes, encoding, certain, note) {
  try {
    const text = new TextDecoder(encoding).decode(bytes);
    return { text, encoding, certain, notes: note ? [{ key: note, values: { encoding: encoding.toUpperCase() } }] : [], faults: [] };
  } catch {
    return refused("table.file.encoding_unknown", encoding);
  }
}

/** @param {Key} key @param {string} encoding @returns {Decoded} */
const refused = (key, encoding = "") => ({ text: "", encoding, certain: true, notes: [], faults: [{ key, values: { encoding }, cures: [] }] });

/** @param {Uint8Array} bytes @returns {Key | null} */
function kindOf(bytes) {
  const known = SIGNATURES.find(([start]) => startsWith(bytes, start));
  if (known) return known[1];
  if (!startsWith(bytes, "PK\x03\x04")) return null;
  return ARCHIVES.find(([name]) => holds(bytes, name))?.[1] ?? "table.file.packed";
}

/** @param {Uint8Array} bytes @param {string} start */
const startsWith = (bytes, start) => [...start].every((sign, i) => bytes[i] === sign.charCodeAt(0));

/** Whether the first or the last bytes, where an archive lists its files, contain a text. @param {Uint8Array} bytes @param {string} text */
function holds(bytes, text) {
  const decoder = new TextDecoder("latin1");
  return [bytes.subarray(0, START), bytes.subarray(-START)].some((part) => decoder.decode(part).includes(text));
}

/** Recognises UTF-16 by the zeros in every second byte. @param {Uint8Array} bytes @returns {string | null} */
function withZeros(bytes) {
  const start = bytes.subarray(0, START);
  const n_zeros = [0, 0];
  for (const [i, byte] of start.entries()) if (byte === 0) n_zeros[i % 2] = (n_zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = n_zeros;
  const many = start.length / 6;
  if (odd > many && even < many / 20) return "utf-16le";
  return even > many && odd < many / 20 ? "utf-16be" : null;
}

/** Whether more than one byte in a hundred is a sign that no text has. @param {Uint8Array} bytes */
function isBinary(bytes) {
  const start = bytes.subarray(0, START);
  const isText = (/** @type {number} */ byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 26 || byte === 27;
  return start.filter((byte) => !isText(byte)).length > start.length / 100;
}
