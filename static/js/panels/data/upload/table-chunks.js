/** Splits samples into upload messages. Pure. */

import { PAGE } from "../../../base/page/page-data.js";

/** @import { Label, Samples } from "../../../types.js" */

/** What the server takes in a message, less the other fields. */
const MOST_BYTES = PAGE.message_limits.bytes - 5_500;

/**
 * @param {Samples} samples
 * @param {number} [most] bytes per chunk
 * @returns {{ first: number, x: number[][], y: Label[] | number[][], is_last: boolean, names?: string[], target_names?: string[] }[]}
 */
export function chunksOf({ x, y, names, target_names }, most = MOST_BYTES) {
  const starts = [0];
  let bytes = 0;
  x.forEach((row, i) => {
    const size = JSON.stringify(row).length + bytesOf(JSON.stringify(y[i])) + 2;
    if (bytes > 0 && bytes + size > most) {
      starts.push(i);
      bytes = 0;
    }
    bytes += size;
  });
  return starts.map((first, k) => {
    const end = starts[k + 1] ?? x.length;
    const isLast = end === x.length;
    const named = isLast ? { ...(names && { names }), ...(target_names && { target_names }) } : {};
    return { first, x: x.slice(first, end), y: /** @type {Label[]} */ (y).slice(first, end), is_last: isLast, ...named };
  });
}

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;
