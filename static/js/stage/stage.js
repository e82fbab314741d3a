/**
 * Owns the canvases, the device pixel ratio and the only requestAnimationFrame loop.
 * Signals mark renderers as dirty; one commit per animation frame draws them.
 */

import { effect } from "@preact/signals-core";
import { createNetworkRenderer } from "./network.js";
import { createOutputRenderer } from "./output.js";

/** @import { Frame, Labels } from "../types.js" */
/** @import { Store } from "../state/store.js" */

const LARGEST_RATIO = 2;

/**
 * @typedef {object} StageElements
 * @property {HTMLElement} networkBox
 * @property {HTMLCanvasElement} edges
 * @property {HTMLCanvasElement} nodes
 * @property {HTMLCanvasElement} highlights
 * @property {HTMLElement} outputBox
 * @property {HTMLCanvasElement} output
 * @property {HTMLCanvasElement} points
 */

/**
 * @param {Store} store
 * @param {StageElements} elements
 * @param {{ acknowledge: (seq: number) => void, labels: Labels }} options
 */
export function createStage(store, elements, { acknowledge, labels }) {
  const network = createNetworkRenderer(store, elements, labels);
  const output = createOutputRenderer(store, elements);
  const renderers = [network, output];
  const boxes = [elements.networkBox, elements.outputBox];
  let scheduled = 0;
  /** Received frames that are not drawn yet: the next one, and the newest after it. @type {Frame[]} */
  const waiting = [];
  let acknowledged = NaN;

  function schedule() {
    if (scheduled === 0) scheduled = requestAnimationFrame(commit);
  }

  function commit() {
    const frame = waiting.shift();
    if (frame) store.takeFrame(frame);
    scheduled = 0;
    for (const renderer of renderers) if (renderer.draw()) schedule();
    acknowledgeFrame(waiting[0] ?? frame);
    if (waiting.length > 0) schedule();
  }

  /** Acknowledges a frame, and with it all earlier ones. @param {Frame | undefined} frame */
  function acknowledgeFrame(frame) {
    if (!frame || frame.seq === acknowledged) return;
    acknowledged = frame.seq;
    acknowledge(frame.seq);
  }

  function resize() {
    const ratio = Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);
    renderers.forEach((renderer, i) => {
      const box = /** @type {HTMLElement} */ (boxes[i]).getBoundingClientRect();
      renderer.resize(box.width, box.height, ratio);
    });
    // Draws at once, because a canvas is blank after it is resized.
    for (const renderer of renderers) renderer.draw();
  }

  const observer = new ResizeObserver(resize);
  for (const box of boxes) observer.observe(box);
  for (const renderer of renderers) {
    for (const invalidate of renderer.invalidators) {
      effect(() => {
        invalidate();
        schedule();
      });
    }
  }
  resize();

  return {
    shape: network.shape,
    plot: output.shape,

    /**
     * Queues a frame for the next animation frame. It is acknowledged as soon as no other
     * waits before it, so that the server sends the next one meanwhile. If frames arrive
     * faster than they are drawn, only the newest is kept.
     *
     * @param {Frame} frame
     */
    receive(frame) {
      waiting.splice(1, Infinity, frame);
      if (waiting.length === 1) acknowledgeFrame(frame);
      schedule();
    },

    /** Discards waiting frames, because they describe another network. */
    discardFrames() {
      waiting.length = 0;
      acknowledged = NaN;
    },
  };
}
