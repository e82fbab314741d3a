/** Computes the positions of columns, nodes and edges on the canvas. Pure. */

import { layerName, t } from "../../base/words/i18n.js";

/** @import { ColumnShape, EdgeShape, Labels, NetworkShape, NodeShape } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

const MAX_NODE_REM = 4.3;
const MIN_NODE_REM = 1.5;
/** Nodes may be this small if all units of the network are drawn then. */
const FITTED_NODE_REM = 1.05;
const PITCH = 1.36;
const HEADER_REM = 5.6;
/** The header has two lines of text and two of controls, which do not scale with the text. */
const HEADER_WORDS_REM = 2.1;
const HEADER_CONTROLS_PX = 2 * 24;
const LABEL_REM = 5.2;
const MARGIN_REM = 1;
/** Where two networks share the room of one: a header of one line, and smaller nodes nearer to each other. */
const COMPACT = { header_rem: 1.4, minNode_rem: 0.8, pitch: 1.16, margin_rem: 0.2 };

/** @type {Labels} */
const PLAIN = { activation: (name) => name, input: (name) => name };

/**
 * @param {NetworkFields} network
 * @param {number} width
 * @param {number} height
 * @param {number} rem
 * @param {Labels} [labels] display names
 * @param {readonly string[]} [classNames] names of the outputs, if each is that of a class
 * @param {boolean} [isCompact] whether two networks share the room of one
 * @returns {NetworkShape}
 */
export function networkShape(network, width, height, rem, labels = PLAIN, classNames = [], isCompact = false) {
  const counts = [network.input_names.length, ...network.layers.map((layer) => layer.fan_out)];
  const { headerHeight, minNode, margin, tightness } = measures(rem, isCompact);
  const room = Math.max(height - headerHeight - margin, 4 * rem);
  const rows = Math.max(...counts) + (network.use_bias ? 1 : 0);
  /** @param {number} node */
  const rowsOf = (node) => Math.max(3, Math.floor(room / (node * tightness)));
  const fitted = Math.min(minNode, FITTED_NODE_REM * rem);
  const mostRows = rowsOf(rows <= rowsOf(fitted) ? fitted : minNode);
  const shownRows = Math.min(rows, mostRows);
  const gap = width / (counts.length + 0.4);
  const nodeSize = Math.min(MAX_NODE_REM * rem, room / shownRows / tightness, gap * 0.6);
  const pitch = Math.min(nodeSize * 1.75, room / shownRows);
  const left = Math.min(LABEL_REM * rem, gap * 0.6);
  const right = Math.min(3.4 * rem, gap * 0.5);
  const stride = (width - left - right) / (counts.length - 1);

  const outputNames = classNames.length === counts.at(-1) && classNames.length > 1 ? classNames : [];

  /** @type {ColumnShape[]} */
  const columns = [];
  /** @type {NodeShape[]} */
  const nodes = [];
  counts.forEach((n, column) => {
    const layer = column - 1;
    const isOutput = column === counts.length - 1;
    const hasBias = network.use_bias && !isOutput;
    const most = mostRows - (hasBias ? 1 : 0);
    const shown = shownUnits(n, most);
    const slots = shown.length + (shown.length < n ? 1 : 0) + (hasBias ? 1 : 0);
    const x = left + stride * column;
    const top = headerHeight + (room - pitch * slots) / 2 + pitch / 2;
    let slot = 0;
    let omittedY = 0;
    shown.forEach((index, k) => {
      if (k > 0 && index !== /** @type {number} */ (shown[k - 1]) + 1) {
        omittedY = top + pitch * slot;
        slot += 1;
      }
      const kind = column === 0 ? "input" : "neuron";
      const inputName = column === 0 ? labels.input(network.input_names[index] ?? "") : "";
      const name = isOutput ? (outputNames[index] ?? "") : inputName;
      nodes.push({
        id: `${kind}.${layer}.${index}`,
        kind,
        column,
        layer,
        index,
        x,
        y: top + pitch * slot,
        size: nodeSize,
        label: name,
      });
      slot += 1;
    });
    if (hasBias) {
      nodes.push({
        id: `bias.${column}`,
        kind: "bias",
        column,
        layer: column,
        index: 0,
        x,
        y: top + pitch * slot,
        size: Math.min(nodeSize * 0.62, 1.7 * rem),
        label: "1",
      });
    }
    columns.push(columnShape(network, { column, n, x, omitted: n - shown.length, omittedY, labels }));
  });
  return { width, height, columns, nodes, edges: edgesBetween(nodes, counts.length), nodeSize, gap: pitch - nodeSize, headerHeight };
}

/** Returns the measures that depend on the room, in pixels. @param {number} rem @param {boolean} isCompact */
function measures(rem, isCompact) {
  if (isCompact)
    return { headerHeight: COMPACT.header_rem * rem, minNode: COMPACT.minNode_rem * rem, margin: COMPACT.margin_rem * rem, tightness: COMPACT.pitch };
  const headerHeight = Math.max(HEADER_REM * rem, HEADER_WORDS_REM * rem + HEADER_CONTROLS_PX);
  return { headerHeight, minNode: MIN_NODE_REM * rem, margin: MARGIN_REM * rem, tightness: PITCH };
}

/**
 * Returns the units of a layer that are drawn: all, or the first ones and the last.
 *
 * @param {number} n
 * @param {number} most
 * @returns {number[]}
 */
export function shownUnits(n, most) {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  const head = Math.max(1, most - 2);
  return [...Array.from({ length: head }, (_, i) => i), n - 1];
}

/**
 * @param {NetworkFields} network
 * @param {{ column: number, n: number, x: number, omitted: number, omittedY: number, labels: Labels }} place
 * @returns {ColumnShape}
 */
function columnShape(network, { column, n, x, omitted, omittedY, labels }) {
  const layer = network.layers[column - 1];
  const isOutput = column === network.layers.length;
  const activation = layer ? labels.activation(layer.activation) : "";
  return {
    layer: column - 1,
    x,
    count: n,
    hidden: layer !== undefined && !isOutput,
    title: layer === undefined ? t("layer.inputs") : layerName(column - 1, network.layers.length),
    detail: layer === undefined ? "" : activation,
    activation: layer?.activation ?? "",
    omitted,
    omittedY,
  };
}

/**
 * @param {NodeShape[]} nodes
 * @param {number} nColumns
 * @returns {EdgeShape[]}
 */
function edgesBetween(nodes, nColumns) {
  /** @type {EdgeShape[]} */
  const edges = [];
  for (let column = 0; column < nColumns - 1; column += 1) {
    const sources = nodes.filter((node) => node.column === column);
    const targets = nodes.filter((node) => node.column === column + 1 && node.kind === "neuron");
    for (const target of targets) {
      for (const source of sources) {
        edges.push({
          layer: column,
          row: target.index,
          column: source.kind === "bias" ? null : source.index,
          x0: source.x + source.size / 2,
          y0: source.y,
          x1: target.x - target.size / 2,
          y1: target.y,
        });
      }
    }
  }
  return edges;
}
