/** Which numbers a number is computed from, and which are computed from it. Pure. */

/** @import { Net, Part, Place, Span, Stage } from "./types.js" */

/** @typedef {{ span: Span, isSource: boolean }} Link numbers that go into a place, or that it goes into */

/** @param {number} n */
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/** @param {Part} part @param {number} stage @param {Partial<Span>} more @returns {Span} */
const spanOf = (part, stage, more) => ({ part, stage, filter: 0, channel: 0, row: 0, column: 0, rows: 1, columns: 1, ...more });

/** @param {Part} part @param {number} stage @param {number} filter @param {readonly [number, number]} size @returns {Span} */
const whole = (part, stage, filter, [rows, columns]) => spanOf(part, stage, { filter, rows, columns });

/** Returns cells of what a stage reads: of the picture, or of a pooled map. @param {number} stage @param {number} channel @param {Partial<Span>} more */
const readSpan = (stage, channel, more) => (stage === 0 ? spanOf("x", 0, more) : spanOf("pool", stage - 1, { filter: channel, ...more }));

/**
 * Returns the positions of a filter at which one cell of what it reads is used.
 *
 * @param {Stage} stage
 * @param {{ row: number, column: number }} cell
 * @returns {{ row: number, column: number, rows: number, columns: number }}
 */
export function positionsOf({ map, size }, { row, column }) {
  const [top, bottom] = [Math.max(0, row - size + 1), Math.min(map[0] - 1, row)];
  const [left, right] = [Math.max(0, column - size + 1), Math.min(map[1] - 1, column)];
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}

/** Returns what a number depends on and what depends on it. @param {Net} net @param {Place} place @returns {Link[]} */
export function linksOf(net, place) {
  const { part, stage } = place;
  const own = net.stages[stage];
  if (part === "W" || part === "y" || !own) return headLinks(net, place);
  if (part === "x" || part === "dx") return read(net, 0, place);
  if (part === "z" || part === "a") return mapLinks(own, place);
  if (part === "pool") return pooledLinks(net, own, place);
  return kernelLinks(own, place);
}

/** What a cell that a stage reads feeds: positions of all its maps. @param {Net} net @param {number} stage @param {Place} place @returns {Link[]} */
function read({ stages }, stage, place) {
  const own = stages[stage];
  if (!own) return [];
  const positions = positionsOf(own, place);
  return upTo(own.n_filters).map((filter) => ({ span: spanOf("z", stage, { filter, ...positions }), isSource: false }));
}

/** @param {Stage} own @param {Place} place @returns {Link[]} */
function kernelLinks(own, { part, stage, filter, channel, row, column }) {
  const map = { span: whole("z", stage, filter, own.map), isSource: false };
  if (part === "b" || part === "db") return [map];
  const [rows, columns] = own.map;
  return [{ span: readSpan(stage, channel, { row, column, rows, columns }), isSource: true }, map];
}

/** A cell of a feature map: z reads a patch of everything that the stage reads, a is f of it. @param {Stage} own @param {Place} place @returns {Link[]} */
function mapLinks(own, { part, stage, filter, row, column }) {
  const other = spanOf(part === "z" ? "a" : "z", stage, { filter, row, column });
  const square = { row: Math.floor(row / own.square), column: Math.floor(column / own.square) };
  const isPooled = square.row < own.pooled[0] && square.column < own.pooled[1];
  const patches = part === "a" ? [] : upTo(own.channels).map((channel) => readSpan(stage, channel, { row, column, rows: own.size, columns: own.size }));
  const kernels = part === "a" ? [] : upTo(own.channels).map((channel) => spanOf("K", stage, { filter, channel, rows: own.size, columns: own.size }));
  return [
    ...[...patches, ...kernels].map((span) => ({ span, isSource: true })),
    { span: other, isSource: part === "a" },
    ...(isPooled ? [{ span: spanOf("pool", stage, { filter, ...square }), isSource: false }] : []),
  ];
}

/** @param {Net} net @param {Stage} own @param {Place} place @returns {Link[]} */
function pooledLinks(net, { square: size }, { stage, filter, row, column }) {
  const square = spanOf("a", stage, { filter, row: row * size, column: column * size, rows: size, columns: size });
  const next = net.stages[stage + 1];
  const fed = next
    ? read(net, stage + 1, spanOf("pool", stage, { row, column }))
    : upTo(net.head.n_outputs).map((output) => ({ span: spanOf("W", net.stages.length, { filter: output, channel: filter, row, column }), isSource: false }));
  return [{ span: square, isSource: true }, ...fed];
}

/** @param {Net} net @param {Place} place @returns {Link[]} */
function headLinks({ stages, head }, { part, filter, channel, row, column }) {
  const site = stages.length;
  if (part === "y")
    return upTo(head.n_maps).map((map) => ({ span: spanOf("W", site, { filter, channel: map, rows: head.map[0], columns: head.map[1] }), isSource: true }));
  const output = { span: spanOf("y", site, { filter }), isSource: false };
  if (part !== "W") return [output];
  return [{ span: spanOf("pool", site - 1, { filter: channel, row, column }), isSource: true }, output];
}

/**
 * Returns the one of a square of four that max pooling has handed on: of equal ones the left one, then the upper one.
 *
 * @param {ArrayLike<number>} values
 * @param {number} start of the map
 * @param {number} columns of the map
 * @param {number} row of the pooled map
 * @param {number} column
 * @returns {{ row: number, column: number }}
 */
export function winnerOf(values, start, columns, row, column) {
  /** @param {number} down @param {number} right */
  const at = (down, right) => values[start + (2 * row + down) * columns + 2 * column + right] ?? Number.NaN;
  /** @param {number} right */
  const upper = (right) => (at(0, right) >= at(1, right) ? 0 : 1);
  const [left, right] = [upper(0), upper(1)];
  const isLeft = at(left, 0) >= at(right, 1);
  return { row: 2 * row + (isLeft ? left : right), column: 2 * column + (isLeft ? 0 : 1) };
}
