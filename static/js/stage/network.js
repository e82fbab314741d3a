/** Renders the network on three stacked canvases: edges and heatmaps, borders and names, highlights. */

import { computed, signal } from "@preact/signals-core";
import { section, valueAt } from "../net/frame.js";
import { edgeWidth, paintEdges } from "../painters/edges.js";
import { blendHeatmap, fillBox } from "../painters/heatmap.js";
import { paintHighlights } from "../painters/highlights.js";
import { paintNodes, paintOmissions } from "../painters/nodes.js";
import { densityOf, edgeShares, strongest } from "../scene/edges.js";
import { networkShape } from "../scene/network.js";
import { planeOf } from "../scene/output.js";
import { unitHealth } from "../scene/unit-health.js";
import { FEATURES, featureSurface, inputFunction, pixelSide, weightPictures } from "../scene/surface.js";
import { createLayer, createPixelLayer } from "./layers.js";

/** @import { Labels, NetworkShape, NodeShape, Plane, Target, Theme } from "../types.js" */
/** @import { Pixels } from "../painters/curve.js" */
/** @import { Store } from "../state/store.js" */

/** @typedef {{ side: number, values: Uint8Array }} Heatmaps values of all heatmaps, one after the other */

const MANY_EDGES = 600;
const INPUT_RESOLUTION = 24;

/**
 * @param {Store} store
 * @param {{ edges: HTMLCanvasElement, nodes: HTMLCanvasElement, highlights: HTMLCanvasElement }} canvases
 * @param {Labels} labels
 */
export function createNetworkRenderer(store, canvases, labels) {
  const layers = {
    picture: createPixelLayer(canvases.edges),
    frames: createLayer(canvases.nodes),
    highlights: createLayer(canvases.highlights),
  };
  const size = signal({ width: 0, height: 0 });
  const dirty = { picture: true, edges: true, frames: true, highlights: true };
  /** Whether the edges on screen are of the previous frame. */
  let edgesAreStale = false;
  let shares = new Float32Array();
  const network = computed(() => store.state.value.network);
  const classNames = computed(() => store.state.value.data?.class_names);

  /** @type {import("@preact/signals-core").ReadonlySignal<NetworkShape | null>} */
  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (!network.value || !theme || width === 0) return null;
    return networkShape(network.value, width, height, theme.rem, labels, classNames.value);
  });

  /** The value of each edge under the lens, for edges and highlights. */
  const sharesOf = (/** @type {NetworkShape} */ found) => {
    const { lens } = store.view.value;
    if (shares.length !== found.edges.length) shares = new Float32Array(found.edges.length);
    return edgeShares(found, store.frame.value, lens, store.scales[lens], shares);
  };

  /**
   * Paints the edges, and the heatmaps on top of them. If there are many edges, every second
   * frame repaints only the heatmaps.
   */
  function paintPicture(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const layer = layers.picture;
    edgesAreStale = found.edges.length > MANY_EDGES && !dirty.edges && !edgesAreStale;
    if (!edgesAreStale) {
      const { dashNegative } = store.view.value;
      sharesOf(found);
      const items = { edges: found.edges, shares, order: strongest(shares), density: densityOf(found, theme.rem), dashNegative };
      paintEdges(layer.pixels(theme.groundPacked), layer.ratio(), items, theme);
    }
    paintHeatmaps(layer.pixels(), layer.ratio(), found, theme);
    layer.put();
  }

  /** Heatmaps of the inputs, which change only with the dataset. */
  const inputHeatmaps = computed(() => {
    const names = network.value?.input_names ?? [];
    const { data } = store.state.value;
    const line = data?.domain?.[0];
    const domain = planeOf(data) ?? (line ? /** @type {const} */ ([line, [-1, 1]]) : null);
    if (!domain) return null;
    const cells = INPUT_RESOLUTION ** 2;
    const values = new Uint8Array(cells * names.length);
    names.forEach((name, i) => {
      const feature = inputFunction(name, data?.axis_names ?? []);
      const centred = FEATURES[name] ? domain : [[-1, 1], [-1, 1]];
      values.set(featureSurface(feature, /** @type {Plane} */ (centred), INPUT_RESOLUTION), cells * i);
    });
    return { side: INPUT_RESOLUTION, values };
  });

  const unitsBefore = computed(() => {
    let sum = 0;
    return (network.value?.layers ?? []).map((layer) => (sum += layer.fan_out) - layer.fan_out);
  });

  /** Returns the heatmaps of all hidden neurons; if the input is an image, images of their weights. @returns {Heatmaps | null} */
  function hiddenHeatmaps() {
    const side = pixelSide(network.value?.input_names ?? []);
    const W = section(store.frame.value, "W", 0);
    if (side > 0 && W) return { side, values: weightPictures(W) };
    return heatmapsOf("neuron_surface");
  }

  /** @param {string} name @returns {Heatmaps | null} */
  function heatmapsOf(name) {
    const found = section(store.frame.value, name);
    return found && { side: found.shape[1] ?? 0, values: /** @type {Uint8Array} */ (found.values) };
  }

  function paintHeatmaps(/** @type {Pixels} */ pixels, /** @type {number} */ ratio, /** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const nHidden = found.columns.length - 2;
    const [inputs, hidden, outputs] = [inputHeatmaps.value, hiddenHeatmaps(), heatmapsOf("surface")];
    for (const node of found.nodes) {
      if (node.kind === "bias") continue;
      const isOutput = node.layer === nHidden;
      const heatmaps = node.kind === "input" ? inputs : isOutput ? outputs : hidden;
      const index = node.kind === "input" || isOutput ? node.index : (unitsBefore.value[node.layer] ?? 0) + node.index;
      const size = Math.round(node.size * ratio);
      const box = { left: Math.round(node.x * ratio - size / 2), top: Math.round(node.y * ratio - size / 2), wide: size, high: size };
      const start = heatmaps ? index * heatmaps.side ** 2 : Infinity;
      if (heatmaps && start < heatmaps.values.length) blendHeatmap(pixels, box, heatmaps.values, start, heatmaps.side, theme.map);
      else fillBox(pixels, box, fillOf(node, theme));
    }
  }

  /** The colour of a neuron without a heatmap: its activation. */
  function fillOf(/** @type {NodeShape} */ node, /** @type {Theme} */ theme) {
    const a = node.kind === "neuron" ? valueAt(store.frame.value, "a", node.layer, node.index) : null;
    if (a === null || !Number.isFinite(a)) return theme.panelPacked;
    return theme.map[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, a)))] ?? theme.panelPacked;
  }

  /** @param {NetworkShape} found @param {readonly Target[]} highlighted @param {Theme} theme */
  function highlightedEdges(found, highlighted, theme) {
    const all = sharesOf(found);
    return found.edges.flatMap((edge, i) => {
      if (!highlighted.some((target) => isEdge(target, edge))) return [];
      const share = all[i] ?? 0;
      return [{ ...edge, share, width: edgeWidth(share, densityOf(found, theme.rem), theme) }];
    });
  }

  function drawHighlights(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const { hover, pinned } = store.view.value;
    const op = store.state.value.status?.op ?? null;
    const highlighted = [pinned, hover].filter((target) => target !== null);
    const active = op === null || op.layer === null ? [] : found.nodes.filter((n) => n.kind === "neuron" && n.layer === op.layer);
    const phase = op?.phase === "forward" ? "forward" : op?.phase === "update" ? "update" : op ? "backward" : null;
    layers.highlights.clear();
    paintHighlights(
      layers.highlights.ctx,
      {
        edges: highlighted.some((t) => t.kind === "edge") ? highlightedEdges(found, highlighted, theme) : [],
        nodes: found.nodes.filter((node) => highlighted.some((t) => isNode(t, node))),
        active,
        dead: found.nodes.filter(isDead),
        phase,
      },
      theme,
    );
  }

  const isDead = (/** @type {NodeShape} */ { kind, layer, index }) =>
    kind === "neuron" && layer < (network.value?.layers.length ?? 0) - 1 && unitHealth(store.frame.value, layer, index) === "dead";
  /** The ids of dead units, as text, so that the signal changes only when one dies or recovers. */
  const deadUnits = computed(() => (shape.value?.nodes ?? []).filter(isDead).map(({ id }) => id).join());

  return {
    shape,
    invalidators: [
      () => {
        void store.frame.value;
        dirty.picture = true;
      },
      () => {
        void [shape.value, inputHeatmaps.value, store.theme.value, store.view.value.lens, store.view.value.dashNegative];
        dirty.picture = dirty.edges = true;
      },
      () => {
        void [shape.value, store.theme.value];
        dirty.frames = true;
      },
      () => {
        const { hover, pinned } = store.view.value;
        void [shape.value, store.theme.value, store.state.value.status, hover, pinned, deadUnits.value];
        if (hover || pinned) void store.frame.value;
        dirty.highlights = true;
      },
    ],

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of Object.values(layers)) layer.resize(width, height, ratio);
      size.value = { width, height };
      Object.assign(dirty, { picture: true, edges: true, frames: true, highlights: true });
    },

    /** @returns {boolean} whether another draw is needed */
    draw() {
      const theme = store.theme.value;
      if (!theme) return false;
      if (!shape.value) {
        layers.picture.pixels(theme.groundPacked);
        layers.picture.put();
        return false;
      }
      if (dirty.picture || edgesAreStale) paintPicture(shape.value, theme);
      if (dirty.frames) {
        layers.frames.clear();
        paintNodes(layers.frames.ctx, shape.value, theme);
        paintOmissions(layers.frames.ctx, shape.value.columns, theme);
      }
      if (dirty.highlights) drawHighlights(shape.value, theme);
      Object.assign(dirty, { picture: false, edges: false, frames: false, highlights: false });
      return edgesAreStale;
    },
  };
}

/** @param {Target} target @param {NodeShape} node */
function isNode(target, node) {
  if (target.kind === "edge") return false;
  const layer = target.kind === "input" ? -1 : target.layer;
  return node.kind === target.kind && node.layer === layer && node.index === target.index;
}

/** @param {Target} target @param {{ layer: number, row: number, column: number | null }} edge */
const isEdge = (target, edge) =>
  target.kind === "edge" && target.layer === edge.layer && target.row === edge.row && target.column === edge.column;
