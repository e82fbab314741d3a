/**
 * Owns the canvases, the device's pixel ratio and the one requestAnimationFrame.
 * Signals mark what is dirty; one commit per animation frame draws it.
 */

import { effect } from "@preact/signals-core";
import { createNetworkView } from "./stage/network.js";
import { createOutputView } from "./stage/output.js";

/** @import { Labels } from "./types.js" */
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
 */

/**
 * @param {Store} store
 * @param {StageElements} elements
 * @param {{ onDrawn: (seq: number) => void, labels: Labels }} options
 */
export function createStage(store, elements, { onDrawn, labels }) {
  const network = createNetworkView(store, elements, labels);
  const output = createOutputView(store, elements);
  const views = [network, output];
  const boxes = [elements.networkBox, elements.outputBox];
  let scheduled = 0;
  let acknowledged = -1;

  function schedule() {
    if (scheduled === 0) scheduled = requestAnimationFrame(commit);
  }

  function commit() {
    scheduled = 0;
    for (const view of views) view.draw();
    const frame = store.frame.value;
    if (frame && frame.seq !== acknowledged) {
      acknowledged = frame.seq;
      onDrawn(frame.seq);
    }
  }

  function resize() {
    const ratio = Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);
    views.forEach((view, i) => {
      const box = /** @type {HTMLElement} */ (boxes[i]).getBoundingClientRect();
      view.resize(box.width, box.height, ratio);
    });
    schedule();
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

  return { shape: network.shape };
}
