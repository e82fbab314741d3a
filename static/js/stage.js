/**
 * Owns the canvases, the device's pixel ratio and the one requestAnimationFrame.
 * Signals mark what is dirty; one commit per animation frame draws it.
 */

import { effect } from "@preact/signals-core";
import { createNetworkView } from "./stage/network.js";
import { createOutputView } from "./stage/output.js";

/** @import { Frame, Labels } from "./types.js" */
/** @import { Store } from "./store.js" */

const LARGEST_RATIO = 2;

/**
 * @typedef {object} StageElements
 * @property {HTMLElement} networkBox
 * @property {HTMLCanvasElement} edges
 * @property {HTMLCanvasElement} nodes
 * @property {HTMLCanvasElement} live
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
  const network = createNetworkView(store, elements, labels);
  const output = createOutputView(store, elements);
  const views = [network, output];
  const boxes = [elements.networkBox, elements.outputBox];
  let scheduled = 0;
  /** Frames that have come and are not drawn: one, and one that came meanwhile. @type {Frame[]} */
  const waiting = [];

  function schedule() {
    if (scheduled === 0) scheduled = requestAnimationFrame(commit);
  }

  function commit() {
    const frame = waiting.shift();
    if (frame) store.take(frame);
    scheduled = 0;
    for (const view of views) if (view.draw()) schedule();
    const next = waiting[0];
    if (!next) return;
    acknowledge(next.seq);
    schedule();
  }

  function resize() {
    const ratio = Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);
    views.forEach((view, i) => {
      const box = /** @type {HTMLElement} */ (boxes[i]).getBoundingClientRect();
      view.resize(box.width, box.height, ratio);
    });
    // At once: a canvas of another size is blank, and an opaque one black.
    for (const view of views) view.draw();
  }

  const observer = new ResizeObserver(resize);
  for (const box of boxes) observer.observe(box);
  for (const view of views) {
    for (const mark of view.marks) {
      effect(() => {
        mark();
        schedule();
      });
    }
  }
  resize();

  return {
    shape: network.shape,
    plot: output.shape,

    /**
     * Takes a frame, to be drawn with the next refresh of the screen. It is acknowledged
     * as soon as no other waits before it, so that the next one is on its way meanwhile.
     *
     * @param {Frame} frame
     */
    receive(frame) {
      waiting.push(frame);
      if (waiting.length === 1) acknowledge(frame.seq);
      schedule();
    },

    /** Forgets frames that describe another network. */
    forget() {
      waiting.length = 0;
    },
  };
}
