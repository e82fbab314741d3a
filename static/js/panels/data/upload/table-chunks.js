/** Splits samples into upload messages, and writes them as text. Pure. */

/** @import { Label, Samples } from "../../../types.js" */

/** Below the server's limit of 64 KiB per message, which also includes the other fields. */
const MOST_BYTES = 60_000;

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

/**
 * Formats samples as text that `readTable` can read.
 *
 * @param {Samples} samples
 */
export function textOf({ x, y, names, target_names }) {
  const lines = x.map((row, i) => [...row, ...[y[i]].flat().map(quoted)].join(", "));
  const heading = names || target_names ? [...(names ?? numbered("x", [x[0]])), ...(target_names ?? numbered("y", [y[0]]))] : null;
  return [...(heading ? [heading.map(quoted).join(", ")] : []), ...lines].join("\n");
}

/** Names the columns of a row: `y`, or `y1`, `y2`. @param {string} name @param {(Label | number[] | undefined)[]} row */
const numbered = (name, row) => row.flat().map((_, k, all) => (all.length > 1 ? `${name}${k + 1}` : name));

/** @param {Label | undefined} label */
const quoted = (label) => (typeof label === "string" && /[",;\t\n]/.test(label) ? `"${label.replaceAll('"', '""')}"` : String(label));
