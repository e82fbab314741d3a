/** What the cells of an attention network are called, and how each number is computed, in words. */

import { number } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { gridOf, gridsOf } from "../../scene/attention/grids.js";
import { linesOf } from "../../scene/attention/numbers.js";
import { numberIn } from "../../scene/attention/products.js";
import { isMasked } from "../../scene/attention/structure.js";

/** @import { Frame } from "../../types.js" */
/** @import { Cell } from "../../scene/attention/shape.js" */
/** @import { Grid } from "../../scene/attention/grids.js" */
/** @import { Source } from "../../scene/attention/products.js" */
/** @import { PictureState } from "./state.js" */

/** Returns where the numbers of a frame are; null of another kind of network. @param {PictureState} state @param {Frame | null} frame @returns {Source | null} */
export function sourceOf({ store, attention }, frame) {
  const found = attention.value;
  return found && { frame, network: store.state.value.network, attention: found };
}

/** Returns the name of a cell: "A, query 3, key 1". @param {Grid} grid @param {Cell} cell */
export function cellName({ form, symbol, gradSymbol }, { isGrad, row, column }) {
  const name = isGrad ? gradSymbol : symbol;
  const place = { name, row: row + 1, column: form === "tokens" ? column : column + 1 };
  if (form === "keys") return t("attention.cell.keys", place);
  return form === "tokens" ? t("attention.cell.tokens", place) : t("attention.cell", place);
}

/** @param {PictureState} state @param {Cell} cell */
export function spokenCell(state, cell) {
  const source = sourceOf(state, state.store.frame.peek());
  const grid = source && gridOf(gridsOf(source.attention), cell.key);
  return grid ? t("attention.spoken", { name: cellName(grid, cell), value: number(numberIn(source, cell)) }) : "";
}

/** Returns how a number was computed, with the numbers. @param {Source} source @param {Grid} grid @param {Cell} cell */
export function sentenceOf(source, grid, cell) {
  const { attention } = source;
  const { isGrad, row, column } = cell;
  const places = { row: row + 1, column: column + 1, d: attention.width / attention.nHeads, value: number(numberIn(source, cell)) };
  const name = (isGrad ? "d" : "") + grid.node;
  if (grid.form === "keys" && isMasked(attention, row, column)) return t("attention.masked", places);
  if (name === "A") return t("attention.how.A", { ...places, ...softmaxParts(source, grid, cell) });
  if (name === "dS") return t("attention.how.dS", { ...places, ...scoreParts(source, grid, cell) });
  return HOW[(isGrad ? "d" : "") + (grid.form === "keys" ? grid.node : grid.key)]?.(places) ?? "";
}

/** @typedef {{ row: number, column: number, d: number, value: string }} Places */

/** @type {Record<string, (places: Places) => string>} */
const HOW = {
  h: (p) => t("attention.how.h", p),
  Q: (p) => t("attention.how.Q", p),
  K: (p) => t("attention.how.K", p),
  V: (p) => t("attention.how.V", p),
  S: (p) => t("attention.how.S", p),
  C: (p) => t("attention.how.C", p),
  h1: (p) => t("attention.how.h1", p),
  a: (p) => t("attention.how.a", p),
  h2: (p) => t("attention.how.h2", p),
  p: (p) => t("attention.how.p", { ...p, token: p.column - 1 }),
  dh: (p) => t("attention.how.dh", p),
  dQ: (p) => t("attention.how.dQ", p),
  dK: (p) => t("attention.how.dK", p),
  dV: (p) => t("attention.how.dV", p),
  dA: (p) => t("attention.how.dA", p),
  dC: (p) => t("attention.how.dC", p),
  dh1: (p) => t("attention.how.dh", p),
  da: (p) => t("attention.how.da", p),
  dh2: (p) => t("attention.how.dh", p),
  dp: (p) => t("attention.how.dz", p),
};

/** The power of a weight's score, and the sum of those of its line. @param {Source} source @param {Grid} grid @param {Cell} cell */
function softmaxParts({ frame, network, attention }, grid, { row, column }) {
  const scores = linesOf(frame, network, { ...grid, node: "S", gradNode: "S" }, false) ?? [];
  const n = attention.nPositions;
  const powers = Array.from({ length: n }, (_, k) => (isMasked(attention, row, k) ? 0 : Math.exp(scores[row * n + k] ?? NaN)));
  return {
    power: number(powers[column]),
    total: number(powers.reduce((sum, each) => sum + each, 0)),
    score: number(scores[row * n + column]),
  };
}

/** What a gradient of a score is computed from. @param {Source} source @param {Grid} grid @param {Cell} cell */
function scoreParts({ frame, network, attention }, grid, { row, column }) {
  const n = attention.nPositions;
  const [A, dA] = [false, true].map((isGrad) => linesOf(frame, network, { ...grid, node: "A", gradNode: "A" }, isGrad) ?? []);
  let mean = 0;
  for (let k = row * n; k < (row + 1) * n; k += 1) mean += (A?.[k] ?? NaN) * (dA?.[k] ?? NaN);
  return { weight: number(A?.[row * n + column]), grad: number(dA?.[row * n + column]), mean: number(mean) };
}
