/** Renders the network on three stacked canvases: edges and heatmaps, borders and names, highlights. */

import { computed, signal } from "@preact/signals-core";
import { edgeShares } from "../scene/network/edges.js";
import { networkShape } from "../scene/network/network.js";
import { createBorders } from "./network-borders.js";
import { createHighlights } from "./network-highlights.js";
import { createPicture } from "./network-picture.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Labels, NetworkShape } from "../types.js" */
/** @import { Store } from "../state/store/store.js" */
/** @import { Beside } from "./network-picture.js" */

/** @type {Beside} */
const ALONE = { turn: 0, lengthBeside: () => 0 };

/**
 * @param {Store} store of the run or of its twin
 * @param {{ edges: HTMLCanvasElement, nodes: HTMLCanvasElement, highlights: HTMLCanvasElement }} canvases
 * @param {Labels} labels
 * @param {Beside} [beside] another network on screen
 */
export function createNetworkRenderer(store, canvases, labels, beside = ALONE) {
  const size = signal({ width: 0, height: 0 });
  const network = computed(() => store.state.value.network);
  const classNames = computed(() => store.state.value.data?.class_names);
  const isCompact = computed(() => store.view.value.tab === "twins");

  /** @type {ReadonlySignal<NetworkShape | null>} */
  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (network.value?.kind !== "dense" || !theme || width === 0) return null;
    // A pixel less: the size may be rounded up, but the page clips names at the exact one.
    return networkShape(network.value, width - 1, height, theme.rem, labels, classNames.value, isCompact.value);
  });

  let shares = new Float32Array();
  /** Returns the value of each edge under the lens, always in the same array. @param {NetworkShape} found */
  const sharesOf = (found) => {
    const { lens } = store.view.value;
    if (shares.length !== found.edges.length) shares = new Float32Array(found.edges.length);
    return edgeShares(found, store.frame.value, lens, store.scales[lens], shares);
  };

  const layers = [
    createPicture(store, canvases.edges, shape, sharesOf, beside),
    createBorders(store, canvases.nodes, shape),
    createHighlights(store, canvases.highlights, shape, sharesOf),
  ];

  return {
    shape,
    invalidators: layers.flatMap((layer) => layer.invalidators),

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of layers) {
        layer.resize(width, height, ratio);
        layer.invalidate();
      }
      size.value = { width, height };
    },

    /** @returns {boolean} whether another draw is needed */
    draw() {
      const theme = store.theme.value;
      const found = shape.value;
      return theme !== null && layers.map((layer) => layer.draw(found, theme)).includes(true);
    },
  };
}
