/** The products whose sum is a number of scores, weights, queries, keys and values. Pure. */

import { gridOf, gridsOf } from "./grids.js";
import { cellNumber } from "./numbers.js";
import { isMasked } from "./structure.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { Attention } from "./structure.js" */
/** @import { Cell } from "./shape.js" */

/**
 * A number as a sum of products, in the letters of the grids.
 *
 * @typedef {object} Products
 * @property {"numbers" | "keys" | "queries"} along what there is a product for
 * @property {string} first letter of the first factors
 * @property {string} second
 * @property {readonly [number, number]} lines the positions of the factors; -1 where it is that of the product
 * @property {number} share what the sum is multiplied by
 * @property {number[]} terms with the share
 * @property {number} sum of the terms
 */

/** @typedef {{ frame: Frame | null, network: NetworkFields | null, attention: Attention }} Source */

/**
 * Returns the products of a cell; null for other grids, and if the frame lacks a number.
 *
 * @param {Source} source
 * @param {Cell} cell
 * @returns {Products | null}
 */
export function productsOf(source, cell) {
  const { attention } = source;
  const { width, nHeads } = attention;
  const d = width / nHeads;
  const root = 1 / Math.sqrt(d);
  const { key, isGrad, row, column } = cell;
  const letter = key[0] ?? "";
  const head = "SA".includes(letter) ? Number(key[1]) : Math.floor(column / d);
  const S = `S${head}`;
  const A = `A${head}`;
  /** @param {string} name @param {boolean} isOfGrad @param {number} line @param {number} place */
  const at = (name, isOfGrad, line, place) => numberIn(source, { key: name, isGrad: isOfGrad, row: line, column: place });
  const along = Array.from({ length: d }, (_, i) => head * d + i);
  const positions = Array.from({ length: attention.nPositions }, (_, i) => i);
  const keys = positions.filter((k) => !isMasked(attention, row, k));
  const queries = positions.filter((q) => !isMasked(attention, q, row));

  if (letter === "S" && !isGrad) return sumOf("numbers", ["Q", "K"], [row, column], root, along, (i) => [at("Q", false, row, i), at("K", false, column, i)]);
  if (letter === "A" && isGrad) return sumOf("numbers", ["dC", "V"], [row, column], 1, along, (i) => [at("C", true, row, i), at("V", false, column, i)]);
  if (key === "C" && !isGrad) return sumOf("keys", ["A", "V"], [row, -1], 1, keys, (k) => [at(A, false, row, k), at("V", false, k, column)]);
  if (!isGrad) return null;
  if (key === "Q") return sumOf("keys", ["dS", "K"], [row, -1], root, keys, (k) => [at(S, true, row, k), at("K", false, k, column)]);
  if (key === "K") return sumOf("queries", ["dS", "Q"], [-1, row], root, queries, (q) => [at(S, true, q, row), at("Q", false, q, column)]);
  if (key === "V") return sumOf("queries", ["A", "dC"], [-1, row], 1, queries, (q) => [at(A, false, q, row), at("C", true, q, column)]);
  return null;
}

/** Returns one number of a grid, also of one for which there is no room. @param {Source} source @param {Cell} cell */
export function numberIn({ frame, network, attention }, cell) {
  const grid = gridOf(gridsOf(attention), cell.key);
  return grid && cellNumber(frame, network, grid, cell);
}

/**
 * @param {Products["along"]} along
 * @param {readonly [string, string]} letters
 * @param {Products["lines"]} lines
 * @param {number} share
 * @param {readonly number[]} places
 * @param {(place: number) => readonly [number | null, number | null]} factors
 * @returns {Products | null}
 */
function sumOf(along, [first, second], lines, share, places, factors) {
  const terms = places.map((place) => {
    const [a, b] = factors(place);
    return a === null || b === null ? NaN : a * b * share;
  });
  const sum = terms.reduce((total, term) => total + term, 0);
  return Number.isNaN(sum) ? null : { along, first, second, lines, share, terms, sum };
}
