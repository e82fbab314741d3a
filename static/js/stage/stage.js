/**
 * Owns the canvases, the device pixel ratio and the only requestAnimationFrame loop.
 * Signals mark renderers as dirty; one commit per animation frame draws them.
 */

import { effect } from "@preact/signals-core";
import { throttled } from "../base/throttled.js";
import { FrameQueue } from "./frame-queue.js";
import { createStrip, createStripScale } from "./gradient-strip.js";
import { createNetworkRenderer } from "./network.js";
import { createOutputRenderer } from "./output.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { StripOptions } from "./gradient-strip.js" */
/** @import { Frame, Labels, NetworkShape } from "../types.js" */
/** @import { Store } from "../state/store.js" */

const LARGEST_RATIO = 2;

/**
 * @typedef {object} StageElements
 * @property {HTMLElement} networkBox
 * @property {HTMLCanvasElement} edges
 * @property {HTMLCanvasElement} nodes
 * @property {HTMLCanvasElement} highlights
 * @property {HTMLElement} stripBox
 * @property {HTMLCanvasElement} strip
 * @property {HTMLElement} outputBox
 * @property {HTMLCanvasElement} output
 * @property {HTMLCanvasElement} points
 */

/** @typedef {{ resize: (width: number, height: number, ratio: number) => void, draw: () => boolean }} Renderer */

/**
 * @param {Store} store
 * @param {StageElements} elements
 * @param {{ acknowledge: (seq: number) => void, labels: Labels, twin: { store: Store, picture: Store, elements: StageElements } }} options
 *   `twin.picture` is the store that the twin's network is drawn from
 */
export function createStage(store, elements, { acknowledge, labels, twin }) {
  const network = createNetworkRenderer(store, elements, labels);
  const output = createOutputRenderer(store, elements);
  const twinNetwork = createNetworkRenderer(twin.picture, twin.elements, labels);
  const twinOutput = createOutputRenderer(twin.store, twin.elements);
  const scale = createStripScale();
  const strip = createFactors([store, twin.store], elements.strip, network.shape, { scale, colors: ({ runA, runB }) => [runA, runB] });
  const twinStrip = createFactors([twin.store, store], twin.elements.strip, twinNetwork.shape, { scale, colors: ({ runA, runB }) => [runB, runA] });
  const renderers = [network, strip, output, twinNetwork, twinStrip, twinOutput];
  const frames = new FrameQueue(acknowledge);
  let scheduled = 0;

  function schedule() {
    if (scheduled === 0) scheduled = requestAnimationFrame(commit);
  }

  function commit() {
    const frame = frames.shift();
    if (frame) store.takeFrame(frame);
    // Only now, because what the frame has changed is drawn below.
    scheduled = 0;
    for (const renderer of renderers) if (renderer.draw()) schedule();
    frames.finish(frame);
    if (!frames.isEmpty) schedule();
  }

  for (const invalidate of renderers.flatMap(({ invalidators }) => invalidators)) {
    effect(() => {
      invalidate();
      schedule();
    });
  }
  resizeWith([
    [elements.networkBox, network],
    [elements.stripBox, strip],
    [elements.outputBox, output],
    [twin.elements.networkBox, twinNetwork],
    [twin.elements.stripBox, twinStrip],
    [twin.elements.outputBox, twinOutput],
  ]);

  return {
    shape: network.shape,
    strip,
    twinStrip,
    twinShape: twinNetwork.shape,
    plot: output.shape,

    /** Queues a frame for the next animation frame. @param {Frame} frame */
    receive(frame) {
      frames.push(frame);
      schedule();
    },

    /** Discards waiting frames, because they describe another network. */
    discardFrames: () => frames.clear(),
  };
}

/**
 * Creates the strip below a network; its dots, factors and words are of one frame, a few times a second.
 *
 * @param {readonly [Store, Store]} stores of the network and of the other one, whose line is faint
 * @param {HTMLCanvasElement} canvas
 * @param {ReadonlySignal<NetworkShape | null>} shape
 * @param {Pick<StripOptions, "scale" | "colors">} options the axis is the same for both
 */
const createFactors = ([{ frame, theme }, other], canvas, shape, options) =>
  createStrip({ canvas, theme, frame: throttled(frame), twin: throttled(other.frame), shape, ...options });

/**
 * Gives each renderer the size of its box, now and whenever a box changes.
 *
 * @param {readonly (readonly [HTMLElement, Renderer])[]} pairs
 */
function resizeWith(pairs) {
  function resize() {
    const ratio = Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);
    for (const [box, renderer] of pairs) {
      const { width, height } = box.getBoundingClientRect();
      renderer.resize(width, height, ratio);
    }
    // Draws at once, because a canvas is blank after it is resized.
    for (const [, renderer] of pairs) renderer.draw();
  }
  const observer = new ResizeObserver(resize);
  for (const [box] of pairs) observer.observe(box);
  resize();
}
