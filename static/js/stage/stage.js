/**
 * Owns the canvases, the device pixel ratio and the only requestAnimationFrame loop.
 * Signals mark renderers as dirty; one commit per animation frame draws them.
 */

import { computed, effect } from "@preact/signals-core";
import { onPixelRatio, pixelRatio, sizeOnScreen } from "../base/page/pixel-ratio.js";
import { throttled } from "../base/timing/throttled.js";
import { twinOf } from "../net/frame.js";
import { FrameQueue } from "./frame-queue.js";
import { createStrip, createStripScale } from "./gradient-strip.js";
import { createNetworkRenderer } from "./network.js";
import { lengthOfEdges } from "./network-picture.js";
import { createOutputRenderer } from "./output.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Frame, Labels, NetworkShape, Renderer } from "../types.js" */
/** @import { Store } from "../state/store/store.js" */

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

/** @typedef {ReturnType<typeof createNetworkRenderer>} NetworkRenderer */

/**
 * @param {Store} store
 * @param {StageElements} elements
 * @param {{ acknowledge: (seq: number) => void, labels: Labels, twin: { store: Store, picture: Store, elements: StageElements } }} options
 *   `twin.picture` is the store that the twin's network is drawn from
 */
export function createStage(store, elements, { acknowledge, labels, twin }) {
  /** @param {() => NetworkRenderer} other */
  const lengthIn = (other) => {
    const length = computed(() => lengthOfEdges(other().shape.value));
    return () => length.value;
  };
  /** @type {NetworkRenderer} */
  const network = createNetworkRenderer(store, elements, labels, { turn: 0, lengthBeside: lengthIn(() => twinNetwork) });
  const output = createOutputRenderer(store, elements);
  /** @type {NetworkRenderer} */
  const twinNetwork = createNetworkRenderer(twin.picture, twin.elements, labels, { turn: 1, lengthBeside: lengthIn(() => network) });
  const twinOutput = createOutputRenderer(twin.store, twin.elements);
  const [strip, twinStrip] = createStrips(store, [elements.strip, twin.elements.strip], [network.shape, twinNetwork.shape]);
  const loop = new DrawLoop(store, new FrameQueue(acknowledge));
  for (const renderer of [network, strip, output, twinNetwork, twinStrip, twinOutput]) loop.add(renderer);
  const fit = resizeWith([
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
    twinPlot: twinOutput.shape,

    /** Queues a frame for the next animation frame. @param {Frame} frame */
    receive: (frame) => loop.receive(frame),

    /** Draws one more thing, in a box of its own. @param {HTMLElement} box @param {Renderer} renderer */
    add(box, renderer) {
      fit(box, renderer);
      loop.add(renderer);
    },

    /** Discards waiting frames, because they describe another network. */
    discardFrames: () => loop.discardFrames(),
  };
}

/** Takes frames and draws, both in animation frames: one is *scheduled* as soon as something has changed. */
class DrawLoop {
  #store;
  #frames;
  /** @type {Renderer[]} */
  #renderers = [];
  /** The number of the scheduled animation frame; 0 for none. */
  #scheduled = 0;

  /** @param {Store} store @param {FrameQueue} frames */
  constructor(store, frames) {
    this.#store = store;
    this.#frames = frames;
  }

  /** Draws what a renderer draws, whenever that changes. @param {Renderer} renderer */
  add(renderer) {
    this.#renderers.push(renderer);
    for (const invalidate of renderer.invalidators) {
      effect(() => {
        invalidate();
        this.#schedule();
      });
    }
  }

  /** @param {Frame} frame */
  receive(frame) {
    this.#frames.push(frame);
    this.#schedule();
  }

  discardFrames() {
    this.#frames.clear();
  }

  #schedule() {
    if (this.#scheduled === 0) this.#scheduled = requestAnimationFrame(() => this.#commit());
  }

  #commit() {
    const frame = this.#frames.shift();
    if (frame) this.#store.takeFrame(frame);
    // Only now, because what the frame has changed is drawn below.
    this.#scheduled = 0;
    for (const renderer of this.#renderers) if (renderer.draw()) this.#schedule();
    this.#frames.finish(frame);
    if (!this.#frames.isEmpty) this.#schedule();
  }
}

/**
 * Creates the strips below both networks, with one axis; all dots, factors and words are of one frame, a few times a second.
 *
 * @param {Pick<Store, "frame" | "theme">} store
 * @param {readonly [HTMLCanvasElement, HTMLCanvasElement]} canvases
 * @param {readonly [ReadonlySignal<NetworkShape | null>, ReadonlySignal<NetworkShape | null>]} shapes
 */
function createStrips({ frame, theme }, canvases, shapes) {
  const run = throttled(frame);
  const twin = computed(() => twinOf(run.value));
  const scale = createStripScale();
  return /** @type {const} */ ([
    createStrip({ canvas: canvases[0], theme, frame: run, twin, shape: shapes[0], scale, colors: ({ runA, runB }) => [runA, runB] }),
    createStrip({ canvas: canvases[1], theme, frame: twin, twin: run, shape: shapes[1], scale, colors: ({ runA, runB }) => [runB, runA] }),
  ]);
}

/**
 * Gives each renderer the size of its box, now and whenever a box or the screen changes.
 *
 * @param {(readonly [HTMLElement, Renderer])[]} pairs
 * @returns {(box: HTMLElement, renderer: Renderer) => void} does so for one more
 */
function resizeWith(pairs) {
  function resize() {
    const ratio = pixelRatio();
    for (const [box, renderer] of pairs) {
      const { width, height } = sizeOnScreen(box);
      renderer.resize(width, height, ratio);
    }
    // Draws at once, because a canvas is blank after it is resized.
    for (const [, renderer] of pairs) renderer.draw();
  }
  const observer = new ResizeObserver(resize);
  for (const [box] of pairs) observer.observe(box);
  onPixelRatio(resize);
  resize();
  return (box, renderer) => {
    pairs.push([box, renderer]);
    observer.observe(box);
  };
}
