/** The lowest layer of the network: edges, with the heatmaps of the nodes on top of them. */

import { computed } from "@preact/signals-core";
import { blendHeatmap, fillBox } from "../painters/base/heatmap.js";
import { paintEdges } from "../painters/network/edges.js";
import { densityOf, strongest } from "../scene/network/edges.js";
import { sizeColor, sizesOf } from "../scene/network/node-lens.js";
import { activationColor, heatmapOf, hiddenHeatmaps, inputHeatmaps, surfaceHeatmaps, unitsBefore } from "../scene/output/heatmaps.js";
import { createPixelLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { NetworkShape, NodeShape, Theme } from "../types.js" */
/** @import { Pixels } from "../painters/base/curve.js" */
/** @import { Box } from "../painters/base/heatmap.js" */
/** @import { Heatmaps } from "../scene/output/heatmaps.js" */
/** @import { Store } from "../state/store/store.js" */

/** How much of the edges on screen a frame may repaint; longer ones are repainted with every second or third frame. In pixels of the page, along the layers: what edges cost is their columns. */
const LENGTH_PER_FRAME = 26000;
const MOST_FRAMES = 3;

/**
 * Another network on screen: the two repaint their edges in turn.
 *
 * @typedef {{ turn: 0 | 1, lengthBeside: () => number }} Beside
 */

/** Returns how far all edges of a network reach together, along the layers. @param {NetworkShape | null} shape */
export const lengthOfEdges = (shape) => (shape?.edges ?? []).reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);

/**
 * @param {Store} store
 * @param {HTMLCanvasElement} canvas
 * @param {ReadonlySignal<NetworkShape | null>} shape
 * @param {(shape: NetworkShape) => Float32Array} sharesOf
 * @param {Beside} beside
 */
export function createPicture(store, canvas, shape, sharesOf, { turn, lengthBeside }) {
  const layer = createPixelLayer(canvas);
  const dirty = { edges: true, heatmaps: true };
  /** Whether the edges on screen are of the previous frame. */
  let edgesAreStale = false;
  const heatmaps = heatmapsFor(store);
  const length = computed(() => lengthOfEdges(shape.value));
  let nPainted = Number(turn);

  /** @param {NetworkShape} found @param {Theme} theme */
  function paint(found, theme) {
    const every = Math.min(MOST_FRAMES, Math.ceil((length.value + lengthBeside()) / LENGTH_PER_FRAME));
    edgesAreStale = !dirty.edges && every > 1 && nPainted % every !== 0;
    nPainted += 1;
    if (!edgesAreStale) {
      const { dashNegative } = store.view.value;
      const shares = sharesOf(found);
      const items = { edges: found.edges, shares, order: strongest(shares), density: densityOf(found, theme.rem), dashNegative };
      paintEdges(layer.pixels(theme.groundPacked), layer.ratio(), items, theme);
    }
    heatmaps.paint(layer.pixels(), layer.ratio(), found, theme);
    layer.put();
  }

  return {
    resize: layer.resize,
    invalidators: [
      () => {
        void store.frame.value;
        dirty.heatmaps = true;
      },
      () => {
        void [shape.value, heatmaps.inputs.value, store.theme.value, store.view.value.lens, store.view.value.nodeLens, store.view.value.dashNegative];
        dirty.edges = true;
      },
    ],

    invalidate() {
      dirty.edges = true;
    },

    /** @param {NetworkShape | null} found @param {Theme} theme @returns {boolean} whether another draw is needed */
    draw(found, theme) {
      if (!found) {
        if (dirty.edges) {
          layer.pixels(theme.groundPacked);
          layer.put();
        }
        dirty.edges = false;
        return false;
      }
      if (dirty.edges || dirty.heatmaps || edgesAreStale) paint(found, theme);
      dirty.edges = dirty.heatmaps = false;
      return edgesAreStale;
    },
  };
}

/** The heatmaps of the nodes, from the newest frame. @param {Store} store */
function heatmapsFor(store) {
  const network = computed(() => store.state.value.network);
  const data = computed(() => store.state.value.data);
  const inputNames = computed(() => network.value?.input_names ?? []);
  const before = computed(() => unitsBefore(network.value?.layers ?? []));
  /** Those of the inputs take long to compute, but change only with the dataset. */
  const inputs = computed(() => inputHeatmaps(inputNames.value, data.value));

  return {
    inputs,
    /** @param {Pixels} pixels @param {number} ratio @param {NetworkShape} shape @param {Theme} theme */
    paint(pixels, ratio, shape, theme) {
      const fill = nodeFiller(store, { inputs: inputs.value, inputNames: inputNames.value, before: before.value }, theme);
      for (const node of shape.nodes) {
        if (node.kind === "bias") continue;
        const size = Math.round(node.size * ratio);
        fill(pixels, { left: Math.round(node.x * ratio - size / 2), top: Math.round(node.y * ratio - size / 2), wide: size, high: size }, node);
      }
    },
  };
}

/**
 * Returns a function that fills the box of an input or a neuron with what it shows.
 *
 * @param {Pick<Store, "frame" | "view" | "nodeScale">} store
 * @param {{ inputs: Heatmaps | null, inputNames: readonly string[], before: readonly number[] }} fixed what is the same in all frames
 * @param {Theme} theme
 * @returns {(pixels: Pixels, box: Box, node: NodeShape) => void}
 */
export function nodeFiller(store, { inputs, inputNames, before }, theme) {
  const frame = store.frame.value;
  const sizes = sizesOf(store.view.value.nodeLens);
  const all = { input: inputs, hidden: hiddenHeatmaps(frame, inputNames), output: surfaceHeatmaps(frame, "surface") };
  return (pixels, box, node) => {
    if (sizes && node.kind === "neuron") return fillBox(pixels, box, sizeColor(node, frame, store.nodeScale.largest, theme, sizes));
    const heatmap = heatmapOf(node, all, before);
    if (heatmap) blendHeatmap(pixels, box, heatmap.values, heatmap.start, heatmap.side, theme.map);
    else fillBox(pixels, box, activationColor(node, frame, theme));
  };
}
