/** Draws the picture of a recurrent network: its cells, with every frame, and the strip below them. */

import { createBackground } from "../../painters/base/background.js";
import { paintMatrix, wholePixels } from "../../painters/base/matrix.js";
import { paintBars } from "../../painters/kinds/unrolled.js";
import { paintStrip } from "../../painters/strips/gradient-strip.js";
import { largestSize } from "../../scene/kinds/largest.js";
import { easeScale } from "../../scene/network/lenses.js";
import { readBand, readMatrix, toDecades } from "../../scene/recurrent/band-values.js";
import { createPixelLayer } from "../../stage/layers.js";

/** @import { Frame, Lens, NodeLens, Rect, Theme } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { UnrolledShape } from "../../scene/recurrent/unrolled.js" */

/** What one colour means in each family of numbers: the largest size among them. @typedef {"inputs" | "states" | "memory" | "outcomes" | "gradients" | "weights"} Family */
/** @typedef {Record<Family, number>} Scales */

/** @type {Readonly<Scales>} */
export const NO_SCALES = Object.freeze({ inputs: 0, states: 0, memory: 0, outcomes: 0, gradients: 0, weights: 0 });

/** Nodes that are no units with bounds. @type {Record<string, Family>} */
const FAMILIES = { x: "inputs", a: "outcomes", y: "outcomes", c: "memory" };

/** @param {string} node @returns {Family} */
const familyOf = (node) => FAMILIES[node] ?? "states";

/** @param {Rect} rect */
const boxOf = ({ x, y, width, height }) => ({ left: x, top: y, wide: width, high: height });

/** @typedef {{ frame: Frame | null, network: NetworkFields, lens: Lens, nodeLens: NodeLens, isRunning: boolean, other: Readonly<Scales> }} Seen `other`: the largest numbers of the picture beside this one */

/** Creates the layer of cells. @param {HTMLCanvasElement} canvas */
export function createCells(canvas) {
  const layer = createPixelLayer(canvas);
  const paintBackground = createBackground();
  /** @type {Float32Array[]} the numbers of each band, and then of each matrix */
  let buffers = [];
  /** @type {Scales} */
  const scales = { ...NO_SCALES };
  /** The largest numbers of the last frame. @type {Scales} */
  const present = { ...NO_SCALES };

  /** @param {number} i @param {number} length */
  function buffer(i, length) {
    const found = buffers[i];
    if (found?.length === length) return found;
    buffers = buffers.slice(0, i);
    const made = new Float32Array(length);
    buffers[i] = made;
    return made;
  }

  /** Reads what the picture shows, each part with its family. @param {UnrolledShape} shape @param {Seen} seen */
  function read({ of, bands }, { frame, network, lens, nodeLens }) {
    const isGradient = nodeLens === "delta";
    const states = bands.map(({ source, box }, i) => {
      const columns = of.nSteps - source.firstSite;
      const values = buffer(i, source.rows * columns);
      const family = source.isUnits && isGradient ? "gradients" : familyOf(source.node);
      readBand(values, frame, network, source, of, family === "gradients" ? "node_grad" : "node_value");
      return { values, rows: source.rows, columns, box, family };
    });
    const matrices = bands
      .flatMap((band) => band.matrices)
      .map((part, i) => {
        const values = buffer(bands.length + i, part.rows * part.columns);
        readMatrix(values, frame, part, lens);
        return { values, rows: part.rows, columns: part.columns, box: part.box, family: /** @type {Family} */ ("weights") };
      });
    return [...states, ...matrices];
  }

  return {
    layer,
    scales,
    present,
    /** @param {UnrolledShape | null} shape @param {Seen | null} seen @param {Theme} theme */
    draw(shape, seen, theme) {
      const pixels = layer.pixels();
      paintBackground(pixels, seen && shape, theme.groundPacked);
      Object.assign(present, NO_SCALES);
      if (shape && seen) {
        const parts = read(shape, seen);
        for (const { values, family } of parts) present[family] = Math.max(present[family], largestSize(values));
        for (const family of /** @type {Family[]} */ (Object.keys(scales))) {
          scales[family] = easeScale(scales[family], Math.max(present[family], seen.other[family]), seen.isRunning);
        }
        for (const { values, rows, columns, box, family } of parts) {
          if (family === "gradients") toDecades(values, values.length, scales[family]);
          paintMatrix(pixels, wholePixels(boxOf(box), layer.ratio()), { values, rows, columns }, family === "gradients" ? 1 : scales[family], theme);
        }
      }
      layer.put();
    },
  };
}

/**
 * @typedef {object} TimeStrip
 * @property {import("../../scene/recurrent/over-time.js").TimeStripShape} strip
 * @property {import("../../scene/recurrent/terms.js").TermsShape | null} terms
 * @property {readonly [string, string]} colors of the run and of its twin
 */

/** Paints the strip, and the bars of a selected weight. @param {CanvasRenderingContext2D} ctx @param {TimeStrip} found @param {Theme} theme */
export function paintTimeStrip(ctx, { strip, terms, colors: [color, twinColor] }, theme) {
  paintStrip(ctx, strip, { selected: null, color, twinColor }, theme);
  const { left, right } = strip;
  if (strip.bars.length > 0)
    paintBars(ctx, strip.bars, { color: theme.muted, strong: theme.ink }, { left, right, ys: [...new Set(strip.bars.map(({ y }) => y))] }, theme);
  if (terms) {
    const bars = terms.bars.map((bar) => ({ ...bar, isStrong: bar.value > 0 }));
    paintBars(ctx, bars, { color: theme.negative, strong: theme.positive }, { left, right, ys: [terms.y] }, theme);
  }
}
