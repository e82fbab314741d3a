/** Makes a film of a run from its history: goes to each step, paints it, and encodes it. */

import { createGif, createVideo, pixelsOf } from "./encoders.js";
import { createFrameSource } from "./frame-source.js";
import { createFilmScene, FILM } from "./scene.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Frame } from "../../../types.js" */
/** @import { Format } from "./encoders.js" */
/** @import { KindPicture } from "./kind-picture.js" */

/**
 * @typedef {object} FilmOptions
 * @property {number} from the first step
 * @property {number} to the last step
 * @property {number} seconds
 * @property {Format} format
 * @property {string} title
 * @property {string} link to the run
 * @property {KindPicture} kind draws a network that is not dense
 * @property {(share: number) => void} onProgress
 * @property {AbortSignal} signal cancels it
 */

export const FPS = 20;
/** Frames whose colours make the palette of a GIF. */
const SAMPLES = 5;

/** Returns the step of each frame: evenly spaced, both ends among them. @param {number} from @param {number} to @param {number} seconds */
export function stepsOf(from, to, seconds) {
  const frames = Math.max(1, Math.round(seconds * FPS));
  return Array.from({ length: frames }, (_, k) => (frames === 1 ? to : Math.round(from + (k * (to - from)) / (frames - 1))));
}

/**
 * Makes a film; the run is then where it was, also after an error.
 *
 * @param {Pick<PanelContext, "store" | "page" | "label" | "charts" | "actions" | "ask" | "readFrames">} context
 * @param {FilmOptions} options
 * @returns {Promise<Blob>} rejects with the reason of `signal` when it is cancelled
 */
export async function makeFilm(context, options) {
  const { from, to, seconds, signal } = options;
  const steps = stepsOf(from, to, seconds);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, FILM);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false, willReadFrequently: options.format === "gif" }));
  const newScene = () => createFilmScene(context, ctx, { link: options.link, first: from, last: to, kind: options.kind });
  const source = createFrameSource(context);
  /** @type {import("./encoders.js").Encoder | null} */
  let encoder = null;
  try {
    const sampled = newScene();
    encoder = await encoderFor(options, canvas, steps, async (step) => sampled.paint(await source.frameAt(step)));
    // Its scales begin with its first frame.
    const scene = newScene();
    /** @type {Frame | null} */
    let painted = null;
    for await (const [k, frame] of framesOf(steps, source)) {
      signal.throwIfAborted();
      if (frame !== painted) await scene.paint(frame);
      painted = frame;
      await encoder.add();
      options.onProgress((k + 1) / steps.length);
    }
    return await encoder.finish();
  } catch (error) {
    encoder?.cancel();
    throw error;
  } finally {
    options.kind.close();
    await source.close();
  }
}

/** Yields the frames of steps; while one is painted, the next is on its way. @param {readonly number[]} steps @param {import("./frame-source.js").FrameSource} source @returns {AsyncGenerator<[number, Frame]>} */
async function* framesOf(steps, { frameAt }) {
  let next = steps[0] === undefined ? null : frameAt(steps[0]);
  for (const [k, step] of steps.entries()) {
    const frame = await /** @type {Promise<Frame>} */ (next);
    const following = steps[k + 1];
    // Steps of a short run are shown for several frames.
    next = following === undefined ? null : following === step ? Promise.resolve(frame) : frameAt(following);
    next?.catch(() => undefined);
    yield [k, frame];
  }
  await next;
}

/** @param {FilmOptions} options @param {HTMLCanvasElement} canvas @param {readonly number[]} steps @param {(step: number) => Promise<void>} paint */
async function encoderFor({ format, title, link }, canvas, steps, paint) {
  if (format !== "gif") return createVideo(format, canvas, { fps: FPS, title, link });
  const samples = [];
  const some = new Set(Array.from({ length: SAMPLES }, (_, k) => steps[Math.round((k * (steps.length - 1)) / (SAMPLES - 1))] ?? 0));
  for (const step of some) {
    await paint(step);
    samples.push(pixelsOf(canvas));
  }
  return createGif(canvas, { fps: FPS, samples });
}
