/** The formats of films: each takes the painted canvas frame by frame, and ends in a file. */

import { FILM } from "./scene.js";

/** @import { Report } from "./gif-worker.js" */

/** @typedef {"webm" | "mp4"} VideoFormat */
/** @typedef {"gif" | VideoFormat} Format */

/**
 * @typedef {object} Encoder
 * @property {() => Promise<void>} add takes what is painted on the canvas now as the next frame
 * @property {() => Promise<Blob>} finish
 * @property {() => void} cancel
 */

/** Frames that may wait for the writer of the GIF. */
const MOST_WAITING = 4;
const BITS_PER_SECOND = 2.5e6;
const VIDEO = Object.freeze({
  webm: { mime: "video/webm", codecs: /** @type {const} */ (["vp9", "vp8"]) },
  mp4: { mime: "video/mp4", codecs: /** @type {const} */ (["avc"]) },
});

export const VIDEO_FORMATS = /** @type {VideoFormat[]} */ (Object.keys(VIDEO));

/** Returns the formats of videos that this browser can write; none on a page without HTTPS. @returns {Promise<VideoFormat[]>} */
export async function videoFormats() {
  if (!("VideoEncoder" in globalThis) || isWebKitGtk()) return [];
  const codecs = await Promise.all(VIDEO_FORMATS.map(codecOf));
  return VIDEO_FORMATS.filter((_, k) => codecs[k] !== null);
}

/** Returns whether this is WebKit on Linux, of which 2.50 crashes when it is asked for an encoder. */
const isWebKitGtk = () => /^Apple/.test(navigator.vendor) && /^Linux/.test(navigator.platform);

/** Returns the first codec of a format that this browser encodes films with; null for none. @param {VideoFormat} format */
async function codecOf(format) {
  const { getFirstEncodableVideoCodec } = await import("mediabunny");
  return getFirstEncodableVideoCodec([...VIDEO[format].codecs], { ...FILM, bitrate: BITS_PER_SECOND });
}

/**
 * @param {VideoFormat} format
 * @param {HTMLCanvasElement} canvas
 * @param {{ fps: number, title: string, link: string }} options
 * @returns {Promise<Encoder>}
 */
export async function createVideo(format, canvas, { fps, title, link }) {
  const { BufferTarget, CanvasSource, Mp4OutputFormat, Output, WebMOutputFormat } = await import("mediabunny");
  const codec = await codecOf(format);
  if (!codec) throw new Error(`no codec for ${format}`);
  const target = new BufferTarget();
  const output = new Output({ format: format === "webm" ? new WebMOutputFormat() : new Mp4OutputFormat(), target });
  const source = new CanvasSource(canvas, { codec, bitrate: BITS_PER_SECOND });
  output.addVideoTrack(source, { frameRate: fps });
  output.setMetadataTags({ title, comment: link });
  await output.start();
  let frames = 0;
  return {
    async add() {
      await source.add(frames / fps, 1 / fps);
      frames += 1;
    },
    async finish() {
      await output.finalize();
      return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: VIDEO[format].mime });
    },
    cancel: () => void output.cancel(),
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ fps: number, samples: Uint8ClampedArray[] }} options `samples` are pixels of some frames, for the palette
 * @returns {Encoder}
 */
export function createGif(canvas, { fps, samples }) {
  const worker = new Worker(new URL("./gif-worker.js", import.meta.url), { type: "module" });
  const { width, height } = canvas;
  let [added, written] = [0, 0];
  /** @type {(() => void) | null} */
  let free = null;
  /** @type {Promise<Blob>} */
  const file = new Promise((resolve, reject) => {
    worker.addEventListener("message", (/** @type {MessageEvent<Report>} */ { data }) => {
      if (data.type === "file") return resolve(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (data.bytes)], { type: "image/gif" }));
      written = data.frames;
      free?.();
    });
    worker.addEventListener("error", ({ message }) => {
      reject(new Error(message));
      free?.();
    });
  });
  file.catch(() => undefined);
  worker.postMessage({ type: "begin", library: import.meta.resolve("gifenc"), samples, width, height, delay_ms: 1000 / fps });
  return {
    async add() {
      while (added - written >= MOST_WAITING) {
        await Promise.race([file, new Promise((resolve) => (free = () => resolve(undefined)))]);
      }
      const rgba = pixelsOf(canvas);
      added += 1;
      worker.postMessage({ type: "frame", rgba }, [rgba.buffer]);
    },
    async finish() {
      worker.postMessage({ type: "end" });
      const blob = await file;
      worker.terminate();
      return blob;
    },
    cancel: () => worker.terminate(),
  };
}

/** @param {HTMLCanvasElement} canvas */
export const pixelsOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height).data;
