/** Packs the text of a run for a link, and unpacks it: deflate, then base 64 for addresses. */

/** A link unpacks to no more characters: many times what a link that this page writes does. */
const MOST_UNPACKED = 4_000_000;
/** What is in the run, too, and would only make its link longer. */
const TABLE = /^own(_names|_targets)?=/;

/** Returns a fragment with a run. @param {string} fragment @param {string} packedRun */
export const withRun = (fragment, packedRun) => [...(fragment || "v=1").split("&").filter((pair) => !TABLE.test(pair)), `run=${packedRun}`].join("&");

/** @param {string} text */
export async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Returns the text of a packed run; null if it is none, or is too long. @param {string} packedRun @returns {Promise<string | null>} */
export async function unpacked(packedRun) {
  try {
    const letters = atob(packedRun.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await readUpTo(stream.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })), MOST_UNPACKED);
  } catch {
    return null;
  }
}

/** @param {ReadableStream<string>} stream @param {number} most */
async function readUpTo(stream, most) {
  const reader = stream.getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length <= most) continue;
    await reader.cancel();
    return null;
  }
}
