/** The network's three stacked canvases: edges, nodes, and what is marked. */

import { computed, signal } from "@preact/signals-core";
import { section, valueAt } from "../layout.js";
import { paintEdges } from "../painters/edges.js";
import { paintLive } from "../painters/live.js";
import { paintNodes, paintOmissions } from "../painters/nodes.js";
import { edgeItems } from "../scene/edges.js";
import { networkShape } from "../scene/network.js";
import { planeOf } from "../scene/output.js";
import { FEATURES, featureSurface, inputFunction, pixelSide, weightPictures } from "../scene/surface.js";
import { createAtlas, createLayer } from "./heatmaps.js";

/** @import { Labels, NetworkShape, NodeShape, Target, Theme } from "../types.js" */
/** @import { Plane } from "../scene/output.js" */
/** @import { Store } from "../store.js" */

const INPUT_RESOLUTION = 24;

/**
 * @param {Store} store
 * @param {{ edges: HTMLCanvasElement, nodes: HTMLCanvasElement, live: HTMLCanvasElement }} canvases
 * @param {Labels} labels
 */
export function createNetworkView(store, canvases, labels) {
  const layers = {
    edges: createLayer(canvases.edges),
    nodes: createLayer(canvases.nodes),
    live: createLayer(canvases.live),
  };
  const size = signal({ width: 0, height: 0 });
  const atlases = { neurons: createAtlas(), outputs: createAtlas(), inputs: createAtlas() };
  const dirty = { edges: true, nodes: true, live: true, inputs: true };
  const network = computed(() => store.state.value.network);

  /** @type {import("@preact/signals-core").ReadonlySignal<NetworkShape | null>} */
  const shape = computed(() => {
    const theme = store.theme.value;
    const { width, height } = size.value;
    if (!network.value || !theme || width === 0) return null;
    return networkShape(network.value, width, height, theme.rem, labels);
  });

  function paintAllEdges(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const items = itemsOfEdges(found, theme);
    layers.edges.clear();
    paintEdges(layers.edges.ctx, items, theme);
  }

  function itemsOfEdges(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const { lens, dashNegative } = store.view.value;
    const scale = store.scales[lens];
    return edgeItems(found, store.frame.value, { lens, scale, dashNegative, rem: theme.rem });
  }

  /** Inputs change with the data only. */
  function refreshInputs(/** @type {Theme} */ theme) {
    const names = network.value?.input_names ?? [];
    const { data } = store.state.value;
    const line = data?.domain?.[0];
    const domain = planeOf(data) ?? (line ? /** @type {const} */ ([line, [-1, 1]]) : null);
    if (!domain) {
      atlases.inputs.update(new Uint8Array(), 0, 0, theme.map);
      return;
    }
    const cells = INPUT_RESOLUTION ** 2;
    const values = new Uint8Array(cells * names.length);
    names.forEach((name, i) => {
      const feature = inputFunction(name, data?.axis_names ?? []);
      const centred = FEATURES[name] ? domain : [[-1, 1], [-1, 1]];
      values.set(featureSurface(feature, /** @type {Plane} */ (centred), INPUT_RESOLUTION), cells * i);
    });
    atlases.inputs.update(values, names.length, INPUT_RESOLUTION, theme.map);
  }

  function refreshNeurons(/** @type {Theme} */ theme) {
    for (const [name, atlas] of /** @type {const} */ ([
      ["neuron_surface", atlases.neurons],
      ["surface", atlases.outputs],
    ])) {
      const found = section(store.frame.value, name);
      if (found) atlas.update(found.values, found.shape[0] ?? 0, found.shape[1] ?? 0, theme.map);
      else atlas.update(new Uint8Array(), 0, 0, theme.map);
    }
    const side = pixelSide(network.value?.input_names ?? []);
    const W = section(store.frame.value, "W", 0);
    if (side > 0 && W) atlases.neurons.update(weightPictures(W), W.shape[0] ?? 0, side, theme.map);
  }

  function paintAllNodes(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const before = (network.value?.layers ?? []).reduce(
      (sums, layer) => [...sums, (sums.at(-1) ?? 0) + layer.fan_out], [0],
    );
    const nHidden = found.columns.length - 2;
    /** @param {NodeShape} node */
    const picture = (node) => {
      if (node.kind === "input") return atlases.inputs.picture(node.index);
      if (node.kind === "bias") return null;
      if (node.layer === nHidden) return atlases.outputs.picture(node.index);
      return atlases.neurons.picture((before[node.layer] ?? 0) + node.index);
    };
    layers.nodes.clear();
    const items = found.nodes.map((node) => ({ node, picture: picture(node), fill: fillOf(node, theme) }));
    paintNodes(layers.nodes.ctx, items, theme);
    paintOmissions(layers.nodes.ctx, found.columns, theme);
  }

  /** A neuron without a heatmap shows its activation. */
  function fillOf(/** @type {NodeShape} */ node, /** @type {Theme} */ theme) {
    if (node.kind !== "neuron") return null;
    const a = valueAt(store.frame.value, "a", node.layer, node.index);
    if (a === null || !Number.isFinite(a)) return null;
    return theme.mapCss[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, a)))] ?? null;
  }

  function paintMarks(/** @type {NetworkShape} */ found, /** @type {Theme} */ theme) {
    const { hover, pinned } = store.view.value;
    const op = store.state.value.status?.op ?? null;
    const marked = [pinned, hover].filter((target) => target !== null);
    const active = op === null || op.layer === null ? [] : found.nodes.filter((n) => n.kind === "neuron" && n.layer === op.layer);
    const phase = op?.phase === "forward" ? "forward" : op?.phase === "update" ? "update" : op ? "backward" : null;
    layers.live.clear();
    paintLive(
      layers.live.ctx,
      {
        edges: marked.some((t) => t.kind === "edge") ? itemsOfEdges(found, theme).filter((e) => marked.some((t) => isEdge(t, e))) : [],
        nodes: found.nodes.filter((node) => marked.some((t) => isNode(t, node))),
        active,
        phase,
      },
      theme,
    );
  }

  return {
    shape,
    marks: [
      () => {
        void [shape.value, store.theme.value, store.frame.value, store.view.value.lens, store.view.value.dashNegative];
        dirty.edges = true;
      },
      () => {
        void [shape.value, store.theme.value, store.frame.value];
        dirty.nodes = true;
      },
      () => {
        void [store.theme.value, store.state.value.data, network.value];
        dirty.inputs = true;
        dirty.nodes = true;
      },
      () => {
        const { hover, pinned } = store.view.value;
        void [shape.value, store.theme.value, store.state.value.status, hover, pinned];
        if (hover || pinned) void store.frame.value;
        dirty.live = true;
      },
    ],

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      for (const layer of Object.values(layers)) layer.resize(width, height, ratio);
      size.value = { width, height };
      Object.assign(dirty, { edges: true, nodes: true, live: true });
    },

    draw() {
      const theme = store.theme.value;
      if (!shape.value || !theme) return;
      if (dirty.inputs) refreshInputs(theme);
      if (dirty.edges) paintAllEdges(shape.value, theme);
      if (dirty.nodes) {
        refreshNeurons(theme);
        paintAllNodes(shape.value, theme);
      }
      if (dirty.live) paintMarks(shape.value, theme);
      Object.assign(dirty, { edges: false, nodes: false, live: false, inputs: false });
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
