/** What is beside and over the grids of an attention network: names, tokens, sums of lines, the mask. Pure. */

import { short } from "../../base/numbers/format.js";
import { boxOf } from "./shape.js";
import { isMasked } from "./structure.js";

/** @import { Mark, MarkColor } from "../../painters/kinds/marks.js" */
/** @import { Box } from "../../painters/base/heatmap.js" */
/** @import { Rect } from "../../types.js" */
/** @import { AttentionShape, PlacedGrid } from "./shape.js" */
/** @import { Grid } from "./grids.js" */

/**
 * What the picture shows besides the cells.
 *
 * @typedef {object} AttentionFacts
 * @property {readonly (number | null)[]} tokens by number, at each position; null where no sample is followed
 * @property {readonly (number | null)[]} targets
 * @property {readonly (number | null)[]} answers the tokens with the largest probability
 * @property {ReadonlyMap<string, readonly number[]>} sums of the lines, by the key of the grid
 */

/** Returns the name of the scale that a grid's colours have. @param {Pick<Grid, "family">} grid @param {boolean} isGrad */
export const scaleKey = ({ family }, isGrad) => (isGrad ? `d${family}` : family);

/** Returns whether the sums of its lines are shown, which are known: 1 for weights, 0 for gradients of scores. @param {Pick<Grid, "node">} grid @param {boolean} isGrad */
export const hasSums = ({ node }, isGrad) => (isGrad ? node === "S" : node === "A");

/** @param {AttentionShape} shape @param {AttentionFacts} facts @param {readonly [string, string]} bands the names of both @returns {Mark[]} */
export const marksOf = (shape, facts, bands) => [
  ...positions(shape, facts, bands),
  ...shape.grids.flatMap((grid) => [false, true].flatMap((isGrad) => gridMarks(shape, grid, isGrad, facts))),
  ...targetMarks(shape, facts),
];

/** @param {AttentionShape} shape @param {PlacedGrid} grid @param {boolean} isGrad @param {AttentionFacts} facts @returns {Mark[]} */
function gridMarks(shape, grid, isGrad, { sums }) {
  const { attention, rem } = shape;
  const box = isGrad ? grid.grad : grid.value;
  const x = box.left + box.wide / 2;
  const lines = hasSums(grid, isGrad) ? sums.get(grid.key) : undefined;
  return [
    { does: "outline", box, width: 1, color: "edge" },
    { ...NAME, text: isGrad ? grid.gradSymbol : grid.symbol, x, y: box.top - 1.15 * rem },
    ...(hasNames(grid, isGrad, rem) ? tokenNames(grid, rem) : []),
    ...(grid.family === "qkv" && attention.nHeads > 1 ? borders(box, attention.nHeads) : []),
    ...(grid.form === "keys" && attention.isCausal ? maskMarks(shape, grid, isGrad) : []),
    ...(lines ? sumMarks(shape, box, lines) : []),
  ];
}

const NAME = /** @type {const} */ ({ does: "text", size: 0.92, weight: 640, color: "ink", base: "alphabetic" });
const SMALL = /** @type {const} */ ({ does: "text", size: 0.68, color: "muted", base: "alphabetic" });

/** The least width of a column above which the name of its token has room. */
const NAMED_REM = 0.6;

/** Whether the tokens are named above their columns. @param {PlacedGrid} grid @param {boolean} isGrad @param {number} rem */
const hasNames = ({ form, value, columns }, isGrad, rem) => form === "tokens" && !isGrad && value.wide / columns >= NAMED_REM * rem;

/** @param {PlacedGrid} grid @param {number} rem @returns {Mark[]} */
const tokenNames = ({ value, columns }, rem) =>
  Array.from({ length: columns }, (_, k) => ({
    ...SMALL,
    text: String(k),
    x: value.left + ((k + 0.5) * value.wide) / columns,
    y: value.top - 0.35 * rem,
  }));

/** The width of a letter of a number, as a share of the size of its text. */
const LETTER = 0.6;

/**
 * Returns the scale of each grid of values, or of gradients, as large as there is room for it
 * above its grid and half of the gaps beside that.
 *
 * @param {AttentionShape} shape
 * @param {ReadonlyMap<string, number>} scales of the families, see `scaleKey`
 * @param {boolean} isGrad
 * @returns {Mark[]}
 */
export const scaleMarks = ({ grids, rem }, scales, isGrad) =>
  grids.flatMap((grid) => {
    const scale = scales.get(scaleKey(grid, isGrad)) ?? 0;
    if (hasNames(grid, isGrad, rem) || scale <= 0) return [];
    const { left, top, wide } = isGrad ? grid.grad : grid.value;
    const text = `±${short(Number(scale.toPrecision(2)))}`;
    return [{ ...SMALL, text, x: left + wide / 2, y: top - 0.35 * rem, size: Math.min(SMALL.size, (wide / rem + 0.6) / (LETTER * text.length)) }];
  });

/** Returns where the scales of values, or of gradients, are. @param {AttentionShape} shape @param {boolean} isGrad @returns {Rect} */
export const scaleRoom = ({ tops, width, rem }, isGrad) => ({ x: 0, y: tops[isGrad ? 1 : 0] - 1.1 * rem, width, height: rem });

/** Returns the size of a text beside a position. @param {AttentionShape} shape */
const beside = ({ line, rem }) => Math.min(0.72, (line / rem) * 0.9);

/** @param {AttentionShape} shape @param {AttentionFacts} facts @param {readonly [string, string]} bands @returns {Mark[]} */
function positions(shape, { tokens }, bands) {
  const { tops, line, rem, chips } = shape;
  return tops.flatMap((top, band) => [
    {
      ...SMALL,
      text: bands[band] ?? "",
      x: 0,
      y: top - 1.15 * rem,
      size: 0.76,
      weight: 620,
      align: "left",
      color: /** @type {MarkColor} */ (band === 0 ? "forward" : "backward"),
    },
    ...tokens.flatMap((token, row) => {
      const y = top + (row + 0.5) * line;
      const x = chips.tokens - chips.chip / 2 - 0.25 * rem;
      const name = /** @type {const} */ ({ does: "text", text: String(row + 1), x, y: y + 0.5, size: beside(shape), color: "muted", align: "right" });
      return token === null ? [name] : [name, /** @type {const} */ ({ does: "chip", text: String(token), x: chips.tokens, y, size: chips.chip, color: "ink" })];
    }),
  ]);
}

/** The border between the columns of two heads. @param {Box} box @param {number} nHeads @returns {Mark[]} */
const borders = ({ left, top, wide, high }, nHeads) =>
  Array.from({ length: nHeads - 1 }, (_, head) => {
    const x = Math.round(left + (wide * (head + 1)) / nHeads) - 0.5;
    return { does: "rule", from: [x, top], to: [x, top + high], width: 1, color: "ink" };
  });

/** Masked cells are 0 in weights and in gradients of scores; elsewhere they are crossed out. @param {AttentionShape} shape @param {PlacedGrid} grid @param {boolean} isGrad @returns {Mark[]} */
function maskMarks(shape, grid, isGrad) {
  const { attention, line, rem } = shape;
  const cells = Array.from(
    { length: attention.nPositions ** 2 },
    (_, i) => /** @type {const} */ ([Math.floor(i / attention.nPositions), i % attention.nPositions]),
  );
  return cells.flatMap(([row, column]) => {
    const box = isMasked(attention, row, column) ? boxOf(shape, { key: grid.key, isGrad, row, column }) : null;
    return box ? [hasSums(grid, isGrad) ? zeroMark(box, Math.min(0.7, (line / rem) * 0.6)) : crossMark(box)] : [];
  });
}

/** @param {Box} box @param {number} size @returns {Mark} */
const zeroMark = ({ left, top, wide, high }, size) => ({ does: "text", text: "0", x: left + wide / 2, y: top + high / 2 + 0.5, size, color: "muted" });

/** @param {Box} box @returns {Mark} */
const crossMark = ({ left, top, wide, high }) => ({ does: "rule", from: [left, top + high], to: [left + wide, top], width: 1, color: "edge" });

/** @param {AttentionShape} shape @param {Box} box @param {readonly number[]} lines @returns {Mark[]} */
function sumMarks(shape, { left, top, wide }, lines) {
  const x = left + wide + 0.3 * shape.rem;
  return [
    { ...SMALL, text: "Σ", x, y: top - 0.35 * shape.rem, size: 0.76, align: "left" },
    ...lines.map(
      (sum, row) =>
        /** @type {const} */ ({
          does: "text",
          text: short(sum),
          x,
          y: top + (row + 0.5) * shape.line + 0.5,
          size: beside(shape),
          weight: 560,
          color: "ink",
          align: "left",
        }),
    ),
  ];
}

/** The targets: a chip, whose line is broken where the answer is another token, and an outline in the grid. @param {AttentionShape} shape @param {AttentionFacts} facts @returns {Mark[]} */
function targetMarks(shape, { targets, answers }) {
  const { tops, line, chips, grids } = shape;
  const grid = grids.find(({ form }) => form === "tokens");
  return targets.flatMap((target, row) => {
    const box = grid && target !== null ? boxOf(shape, { key: grid.key, isGrad: false, row, column: target }) : null;
    if (!box) return [];
    const isRight = answers[row] === target;
    /** @type {MarkColor} */
    const color = isRight ? "ink" : "backward";
    const y = tops[0] + (row + 0.5) * line;
    return [
      { does: "chip", text: String(target), x: chips.targets, y, size: chips.chip, color, isDashed: !isRight },
      { does: "outline", box, width: 1.5, color },
    ];
  });
}
