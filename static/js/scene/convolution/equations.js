/** Opens one number up: the products whose sum it is, as small matrices. Pure. */

import { section } from "../../net/frame.js";
import { nodeValues, numberAt } from "../kinds/nodes.js";
import { linksOf, positionsOf } from "./links.js";
import { readMap } from "./stages.js";

/** @import { TermsFound } from "../../protocol.js" */
/** @import { Shown } from "./numbers.js" */
/** @import { Net, Place } from "./types.js" */

/**
 * A matrix of an equation.
 *
 * @typedef {object} Factor
 * @property {"input" | "delta" | "products" | "pictures" | "filter" | "map" | "bias"} name
 * @property {number} index of the filter or the map that it is of
 * @property {number} rows
 * @property {number} columns
 * @property {ArrayLike<number>} values
 * @property {string} scale matrices of one name have one scale
 */

/**
 * @typedef {object} Equation
 * @property {readonly Factor[]} factors
 * @property {number} sum of the products
 * @property {number} count of the products
 * @property {"terms" | "patch" | "pixel"} kind
 */

const PICTURES_IN_A_LINE = 10;

/** @param {readonly (number | null)[]} values */
const numbers = (values) => Float64Array.from(values, (value) => value ?? Number.NaN);

/** Returns what a parameter's gradient is the sum of: position by position, delta, what it is multiplied with, and their product. @param {TermsFound} answer @returns {Equation} */
export function termsEquation({ terms, deltas, inputs, grid, value, sample, bars }) {
  const [rows, columns] = grid ?? [1, terms.length];
  /** @param {Factor["name"]} name @param {readonly (number | null)[] | null} values @returns {Factor[]} */
  const factor = (name, values) => (values ? [{ name, index: 0, rows, columns, values: numbers(values), scale: name }] : []);
  const factors = [...(inputs ? [...factor("input", inputs), ...factor("delta", deltas)] : []), ...factor("products", terms)];
  if (sample === null) factors.push(picturesOf(bars.terms));
  return { kind: "terms", factors, sum: value ?? Number.NaN, count: terms.length };
}

/** What each picture of a batch adds, in lines. @param {readonly (number | null)[]} terms @returns {Factor} */
function picturesOf(terms) {
  const columns = Math.min(terms.length, PICTURES_IN_A_LINE);
  const rows = Math.ceil(terms.length / columns);
  return { name: "pictures", index: 0, rows, columns, values: numbers(Array.from({ length: rows * columns }, (_, i) => terms[i] ?? null)), scale: "pictures" };
}

/**
 * Returns the numbers of the picture that one position of a kernel weight, or of a bias, multiplies.
 *
 * @param {Net} net
 * @param {Place} place of the parameter
 * @param {number} row of the position
 * @param {number} column
 * @returns {Place[]}
 */
export function placesAt(net, place, row, column) {
  const { part, stage, filter, channel } = place;
  if (stage === net.stages.length) return linksOf(net, place).map(({ span: { rows: _rows, columns: _columns, ...found } }) => found);
  const delta = /** @type {Place} */ ({ part: "z", stage, filter, channel: 0, row, column });
  if (part === "b" || part === "db") return [delta];
  const at = { channel: 0, row: row + place.row, column: column + place.column };
  return [stage === 0 ? { part: "x", stage, filter: 0, ...at } : { part: "pool", stage: stage - 1, filter: channel, ...at }, delta];
}

/** Returns the kernels of the forward pass of the last step, block by block. @param {Shown} shown @param {number} stage */
const kernelsOf = ({ frame, net }, stage) => section(frame, "W_before", net.stages[stage]?.block ?? stage)?.values ?? null;

/**
 * Returns what z at one position is the sum of: kernel times patch, map by map, and the bias.
 *
 * @param {Shown} shown
 * @param {Place} place
 * @returns {Equation | null} null if the frame does not have the numbers
 */
export function patchEquation(shown, { stage, filter, row, column }) {
  const { net, frame, network } = shown;
  const own = net.stages[stage];
  const kernels = kernelsOf(shown, stage);
  const read = nodeValues(frame, network, stage === 0 ? "x" : "pool", stage === 0 ? null : stage - 1);
  if (!own || !kernels || !read) return null;
  const [rows, columns] = readMap(net, stage);
  const each = own.size * own.size;
  const factors = upTo(own.channels).map((channel) => {
    const values = Float64Array.from({ length: each }, (_, k) => {
      const [u, v] = [Math.floor(k / own.size), k % own.size];
      return (
        (kernels[(filter * own.channels + channel) * each + k] ?? NaN) * (numberAt(read, channel * rows * columns + (row + u) * columns + column + v) ?? NaN)
      );
    });
    return /** @type {Factor} */ ({ name: "map", index: channel, rows: own.size, columns: own.size, values, scale: "products" });
  });
  const bias = own.hasBias ? (section(frame, "b_before", own.block)?.values[filter] ?? NaN) : 0;
  if (own.hasBias) factors.push({ name: "bias", index: 0, rows: 1, columns: 1, values: [bias], scale: "products" });
  return { kind: "patch", factors, sum: total(factors), count: each * own.channels };
}

/**
 * Returns what ∂L/∂x of a pixel, or of a cell of a pooled map, is the sum of: filter by
 * filter, the kernel times delta at the position that the weight has met the pixel in.
 *
 * @param {Shown} shown with deltas
 * @param {Place} place
 * @returns {Equation | null} null if the frame does not have the numbers
 */
export function pixelEquation(shown, { part, stage, filter: channel, row, column }) {
  const { net, frame, network } = shown;
  const to = part === "pool" ? stage + 1 : 0;
  const own = net.stages[to];
  const kernels = kernelsOf(shown, to);
  const deltas = nodeValues(frame, network, "z", to, "node_grad");
  if (!own || !kernels || !deltas) return null;
  const [rows, columns] = own.map;
  const each = own.size * own.size;
  const factors = upTo(own.n_filters).map((filter) => {
    const values = Float64Array.from({ length: each }, (_, k) => {
      const [i, j] = [row - Math.floor(k / own.size), column - (k % own.size)];
      if (i < 0 || j < 0 || i >= rows || j >= columns) return 0;
      return (kernels[(filter * own.channels + channel) * each + k] ?? NaN) * (numberAt(deltas, filter * rows * columns + i * columns + j) ?? NaN);
    });
    return /** @type {Factor} */ ({ name: "filter", index: filter, rows: own.size, columns: own.size, values, scale: "products" });
  });
  const { rows: down, columns: across } = positionsOf(own, { row, column });
  return { kind: "pixel", factors, sum: total(factors), count: down * across * own.n_filters };
}

/**
 * Returns the numbers whose product is one cell of `patchEquation` or `pixelEquation`.
 *
 * @param {Net} net
 * @param {Place} place that is opened up
 * @param {Factor} factor
 * @param {number} row of the kernel
 * @param {number} column
 * @returns {Place[]}
 */
export function placesOf(net, place, { name, index }, row, column) {
  const isForward = place.part === "z";
  const stage = isForward ? place.stage : place.part === "pool" ? place.stage + 1 : 0;
  const own = net.stages[stage];
  if (!own) return [];
  if (name === "bias") return [{ part: "b", stage, filter: place.filter, channel: 0, row: 0, column: 0 }];
  const [filter, channel] = isForward ? [place.filter, index] : [index, place.part === "pool" ? place.filter : 0];
  const kernel = /** @type {Place} */ ({ part: "K", stage, filter, channel, row, column });
  if (isForward) {
    const at = { channel: 0, row: place.row + row, column: place.column + column };
    return [kernel, stage === 0 ? { part: "x", stage: 0, filter: 0, ...at } : { part: "pool", stage: stage - 1, filter: channel, ...at }];
  }
  const [i, j] = [place.row - row, place.column - column];
  const { row: top, column: left, rows, columns } = positionsOf(own, place);
  const isMet = i >= top && i < top + rows && j >= left && j < left + columns;
  return isMet ? [kernel, { part: "z", stage, filter, channel: 0, row: i, column: j }] : [];
}

/** Returns the largest product of an equation and its share of the sum of all sizes. @param {Equation} equation */
export function largestOf({ factors }) {
  let best = { factor: 0, row: 0, column: 0, value: 0 };
  let sizes = 0;
  for (const [factor, { name, values, columns }] of factors.entries()) {
    if (name === "input" || name === "delta" || name === "pictures") continue;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? 0;
      if (Number.isNaN(value)) continue;
      sizes += Math.abs(value);
      if (Math.abs(value) > Math.abs(best.value)) best = { factor, row: Math.floor(i / columns), column: i % columns, value };
    }
  }
  return sizes === 0 ? null : { ...best, share: Math.abs(best.value) / sizes };
}

/** @param {number} n */
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/** Returns the sum of a matrix. @param {Pick<Factor, "values">} factor */
export const sumOf = ({ values }) => Array.from(values).reduce((sum, value) => sum + value, 0);

/** @param {readonly Factor[]} factors */
const total = (factors) => factors.reduce((sum, factor) => sum + sumOf(factor), 0);
