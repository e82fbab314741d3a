/** Writes a GIF beside the page, which goes on painting. The first message names the library and begins; the others are frames, and the end. */

import { GifWriter } from "./gif.js";

/** @typedef {{ type: "begin", library: string, samples: Uint8ClampedArray[], width: number, height: number, delay_ms: number } | { type: "frame", rgba: Uint8ClampedArray } | { type: "end" }} Order */
/** @typedef {{ type: "written", frames: number } | { type: "file", bytes: Uint8Array }} Report */

/**
 * Answers the orders of a page, in their order.
 *
 * @param {(report: Report, transfer?: Transferable[]) => void} report
 * @param {(library: string) => Promise<any>} [load]
 * @returns {(order: Order) => Promise<void>}
 */
export function gifWorker(report, load = (library) => import(library)) {
  /** @type {Promise<GifWriter> | null} */
  let writer = null;
  return async (order) => {
    if (order.type === "begin") {
      writer = load(order.library).then((library) => new GifWriter(library, order.samples, order));
      return;
    }
    const begun = await writer;
    if (!begun) return;
    if (order.type === "frame") {
      begun.add(order.rgba);
      report({ type: "written", frames: begun.frames });
    } else {
      const bytes = begun.finish();
      report({ type: "file", bytes }, [bytes.buffer]);
    }
  };
}

if ("WorkerGlobalScope" in globalThis) {
  const work = gifWorker((report, transfer = []) => self.postMessage(report, { transfer }));
  let done = Promise.resolve();
  self.addEventListener("message", ({ data }) => {
    done = done.then(() => work(data));
  });
}
