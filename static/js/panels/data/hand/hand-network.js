/** The tables of a network that is typed by hand, and the experiment that they make. Pure. */

/** @import { Samples } from "../../../types.js" */
/** @import { ExperimentFields } from "../../../protocol.js" */

/** The most units of a layer, inputs, outputs and samples. */
export const MOST = 8;
export const MOST_LAYERS = 4;

/** @typedef {{ inputs: number, hidden: number[], outputs: number, samples: number }} Sizes */
/** @typedef {{ W: number[][], b: number[] | null }} Layer */
/** A table: of a layer, counted from 0, or of the samples. @typedef {{ layer: number | null, nRows: number, nColumns: number, hasBias: boolean }} Table */
/** A number of a table; a bias has no column. @typedef {{ layer: number | null, row: number, column: number | null }} Cell */

/** Names a cell. @param {Cell} cell */
export const cellKey = ({ layer, row, column }) => `${layer ?? "data"}.${row}.${column ?? "b"}`;

/** Returns the cells of a table, row by row. @param {Table} table @returns {Cell[][]} */
export const cellsOf = ({ layer, nRows, nColumns, hasBias }) =>
  Array.from({ length: nRows }, (_, row) =>
    Array.from({ length: nColumns }, (_unused, k) => ({ layer, row, column: hasBias && k === nColumns - 1 ? null : k })),
  );

/**
 * Reads the sizes of a network.
 *
 * @param {{ inputs: string, hidden: string, outputs: string, samples: string }} texts
 * @returns {Sizes | null} null if one is out of range
 */
export function sizesFrom({ inputs, hidden, outputs, samples }) {
  const units = hidden
    .split(/[\s,;]+/)
    .filter((text) => text !== "")
    .map(Number);
  const sizes = { inputs: Number(inputs), hidden: units, outputs: Number(outputs), samples: Number(samples) };
  const isFit = [sizes.inputs, ...units, sizes.outputs, sizes.samples].every((n) => Number.isInteger(n) && n >= 1 && n <= MOST);
  return isFit && units.length <= MOST_LAYERS ? sizes : null;
}

/** Returns units per layer, the inputs first. @param {Sizes} sizes */
const widths = ({ inputs, hidden, outputs }) => [inputs, ...hidden, outputs];

/** Returns the tables of a network: the samples, then the layers. @param {Sizes} sizes @param {boolean} hasBias @returns {Table[]} */
export function tablesOf(sizes, hasBias) {
  const data = { layer: null, nRows: sizes.samples, nColumns: sizes.inputs + sizes.outputs, hasBias: false };
  const layers = widths(sizes)
    .slice(1)
    .map((nRows, layer) => ({ layer, nRows, nColumns: (widths(sizes)[layer] ?? 0) + Number(hasBias), hasBias }));
  return [data, ...layers];
}

/**
 * Returns the first text of a cell: other weights in each unit, so that no two are alike.
 *
 * @param {Cell} cell
 * @param {Table} table
 */
export function firstText({ row, column }, { layer, nColumns }) {
  if (layer === null || column === null) return "0";
  return String((1 + ((row * nColumns + column + 3 * layer) % 9)) / 10);
}

/**
 * Returns the samples and weights of the tables.
 *
 * @param {Sizes} sizes
 * @param {boolean} hasBias
 * @param {(cell: Cell) => number} read
 * @returns {{ samples: Samples, layers: Layer[] }}
 */
export function numbersOf(sizes, hasBias, read) {
  const [, ...layers] = tablesOf(sizes, hasBias);
  const rowsOf = (/** @type {number | null} */ layer, /** @type {number} */ n, /** @type {number} */ from, /** @type {number} */ to) =>
    Array.from({ length: n }, (_, row) => Array.from({ length: to - from }, (_unused, k) => read({ layer, row, column: from + k })));
  return {
    samples: {
      x: rowsOf(null, sizes.samples, 0, sizes.inputs),
      y: rowsOf(null, sizes.samples, sizes.inputs, sizes.inputs + sizes.outputs),
    },
    layers: layers.map(({ layer, nRows, nColumns }) => ({
      W: rowsOf(layer, nRows, 0, nColumns - Number(hasBias)),
      b: hasBias ? Array.from({ length: nRows }, (_, row) => read({ layer, row, column: null })) : null,
    })),
  };
}

/**
 * Returns the fields of the experiment apart from its samples: nothing is drawn, scaled,
 * left out or taken in another order.
 *
 * @param {Sizes} sizes
 * @param {Layer[]} layers
 * @returns {ExperimentFields}
 */
export const fieldsOf = ({ hidden }, layers) => ({
  hidden,
  initial_parameters: layers,
  features: null,
  axes: null,
  standardize: false,
  standardize_targets: false,
  train_share: 1,
  batch_size: "full",
  dropout: 0,
});

/**
 * Returns the texts of a network's cells; null if it is too large to be typed.
 *
 * @param {readonly Layer[]} layers
 * @param {Samples | null} samples
 * @returns {{ sizes: Sizes, hasBias: boolean, texts: Map<string, string> } | null}
 */
export function textsOf(layers, samples) {
  const values = samples && samples.x.length <= MOST && samples.y.every((target) => Array.isArray(target)) ? samples : null;
  const sizes = {
    inputs: layers[0]?.W[0]?.length ?? 0,
    hidden: layers.slice(0, -1).map(({ W }) => W.length),
    outputs: layers.at(-1)?.W.length ?? 0,
    samples: values?.x.length ?? 1,
  };
  const text = { inputs: String(sizes.inputs), hidden: sizes.hidden.join(), outputs: String(sizes.outputs), samples: String(sizes.samples) };
  if (!sizesFrom(text)) return null;
  /** @type {Map<string, string>} */
  const texts = new Map();
  const fill = (/** @type {number | null} */ layer, /** @type {(number | number[])[][]} */ rows) => {
    for (const [row, cells] of rows.entries()) {
      for (const [column, value] of cells.flat().entries()) texts.set(cellKey({ layer, row, column }), String(value));
    }
  };
  for (const [layer, { W, b }] of layers.entries()) {
    fill(layer, W);
    for (const [row, value] of (b ?? []).entries()) texts.set(cellKey({ layer, row, column: null }), String(value));
  }
  if (values)
    fill(
      null,
      values.x.map((row, i) => [...row, ...[/** @type {number[]} */ (values.y[i])].flat()]),
    );
  return { sizes, hasBias: layers.every(({ b }) => b !== null), texts };
}
