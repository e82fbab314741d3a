/** Owns the page's one WebSocket; events of an abandoned one are ignored. */

import { loadWords } from "../base/words/i18n.js";

const PROTOCOL = "backprop-live.v1";

/**
 * @param {string} url
 * @param {object} handlers
 * @param {() => void} handlers.onOpen
 * @param {(data: string | ArrayBuffer) => void} handlers.onMessage
 * @param {(code: number) => void} handlers.onClose
 */
export function createSocket(url, { onOpen, onMessage, onClose }) {
  /** @type {WebSocket | null} */
  let socket = null;

  /** Opens a socket; the earlier one must have been closed. */
  function open() {
    const opened = new WebSocket(url, [PROTOCOL]);
    socket = opened;
    opened.binaryType = "arraybuffer";
    opened.addEventListener("open", () => opened === socket && onOpen());
    opened.addEventListener("message", ({ data }) => opened === socket && onMessage(data));
    opened.addEventListener("close", ({ code }) => opened === socket && onClose(code));
  }

  /** Closes the socket, and ignores its close event, for which the browser may take a minute. */
  function abandon() {
    const old = socket;
    socket = null;
    old?.close();
  }

  /** @param {object} command @returns {boolean} whether the socket is open */
  function post(command) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(command));
    return true;
  }

  return { open, abandon, post };
}

/** Returns whether the server answers HTTP; then the words for a refused handshake are there, too. @returns {Promise<boolean>} */
export async function isServerReachable() {
  try {
    const answer = await fetch(new URL("healthz", document.baseURI), { cache: "no-store" });
    if ((await answer.json()).status !== "ok") return false;
    await loadWords();
    return true;
  } catch {
    return false;
  }
}
