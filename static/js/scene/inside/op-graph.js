/** Lays out the graph of operations: ranks along the way of the computation, lanes beside each other. Pure; all lengths in rem. */

/** @import { OpEdgeFields, OpNodeFields } from "../../protocol.js" */

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ edge: OpEdgeFields, path: string, label: { x: number, y: number } }} Line */
/** @typedef {Map<string, { rank: number, lane: number }>} Places */
/** @typedef {{ width: number, height: number, boxes: Map<string, Box>, lines: Line[] }} PlacedGraph */

const HEIGHT = 4.4;
const WIDTH = { few: 7.4, all: 13 };
/** Between two ranks and two lanes, where the ranks are columns and where they are rows. */
const GAPS = { across: { rank: 4.8, lane: 1.1 }, down: { rank: 3, lane: 0.9 } };
const LANES = /** @type {Record<string, number>} */ ({ W: -1, b: 1, y: 1 });
/** The room of a label: its symbol is above its number. */
const LABEL = { high: 2.6, wide: 4.2 };

/**
 * @param {readonly OpNodeFields[]} nodes
 * @param {readonly OpEdgeFields[]} edges
 * @param {{ isAcross: boolean, hasAllDigits: boolean }} options
 * @returns {PlacedGraph}
 */
export function placeGraph(nodes, edges, { isAcross, hasAllDigits }) {
  const size = { width: hasAllDigits ? WIDTH.all : WIDTH.few, height: HEIGHT };
  const gaps = isAcross ? GAPS.across : GAPS.down;
  const pitch = isAcross ? { rank: size.width + gaps.rank, lane: HEIGHT + gaps.lane } : { rank: HEIGHT + gaps.rank, lane: size.width + gaps.lane };
  const places = placesOf(nodes, edges);
  const lanes = [...places.values()].map(({ lane }) => lane);
  const first = Math.min(0, ...lanes);
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  for (const [key, { rank, lane }] of places) {
    const [along, beside] = [rank * pitch.rank, (lane - first) * pitch.lane];
    boxes.set(key, { x: isAcross ? along : beside, y: isAcross ? beside : along, ...size });
  }
  const ends = [...boxes.values()];
  const drawing = { boxes, places, slots: slotsOf(edges, places), isAcross };
  return {
    width: Math.max(0, ...ends.map(({ x }) => x + size.width)),
    height: Math.max(0, ...ends.map(({ y }) => y + size.height)),
    boxes,
    lines: edges.flatMap((edge, i) => lineOf(edge, i, drawing)),
  };
}

/**
 * Returns the rank of each node, the longest way from an input, and its lane. A parameter is one rank before what it is used for.
 *
 * @param {readonly OpNodeFields[]} nodes
 * @param {readonly OpEdgeFields[]} edges
 */
export function placesOf(nodes, edges) {
  /** @type {Places} */
  const places = new Map();
  /** @type {Set<string>} */
  const taken = new Set();
  /** @param {string} key @param {number} rank @param {number} wanted */
  const place = (key, rank, wanted) => {
    let lane = wanted;
    while (taken.has(`${rank} ${lane}`)) lane += lane < 0 ? -1 : 1;
    taken.add(`${rank} ${lane}`);
    places.set(key, { rank, lane });
  };
  const isOperand = (/** @type {OpNodeFields} */ { part }) => part in LANES;
  for (const node of nodes.filter((each) => !isOperand(each))) {
    const before = edges.filter(({ target }) => target === node.key).flatMap(({ source }) => places.get(source)?.rank ?? []);
    const hasOperands = edges.some(({ target, source }) => target === node.key && nodes.some((each) => each.key === source && isOperand(each)));
    place(node.key, Math.max(hasOperands ? 1 : 0, ...before.map((rank) => rank + 1)), 0);
  }
  for (const { key, part } of nodes.filter(isOperand)) {
    const after = edges.filter(({ source }) => source === key).flatMap(({ target }) => places.get(target)?.rank ?? []);
    place(key, Math.min(...after) - 1, LANES[part] ?? 0);
  }
  return places;
}

/** Returns where each edge with a derivative has its label: before its target, those of one target side by side in the order of where they are from. @param {readonly OpEdgeFields[]} edges @param {Places} places */
function slotsOf(edges, places) {
  /** @type {Map<OpEdgeFields, number>} */
  const slots = new Map();
  const cross = (/** @type {OpEdgeFields} */ { source }) => places.get(source)?.lane ?? 0;
  const along = (/** @type {OpEdgeFields} */ { source }) => places.get(source)?.rank ?? 0;
  for (const target of places.keys()) {
    const into = edges.filter((edge) => edge.target === target && edge.derivative);
    into.sort((a, b) => cross(a) - cross(b) || along(a) - along(b));
    into.forEach((edge, i) => void slots.set(edge, i - (into.length - 1) / 2));
  }
  return slots;
}

/** @typedef {{ boxes: Map<string, Box>, places: Places, slots: Map<OpEdgeFields, number>, isAcross: boolean }} Drawing */

/**
 * Draws an edge; one that passes other ranks goes along beside the lane of its target.
 *
 * @param {OpEdgeFields} edge
 * @param {number} i counts the edges
 * @param {Drawing} drawing
 * @returns {Line[]}
 */
function lineOf(edge, i, { boxes, places, slots, isAcross }) {
  const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
  const [from, to] = [places.get(edge.source), places.get(edge.target)];
  if (!source || !target || !from || !to) return [];
  const gap = isAcross ? GAPS.across : GAPS.down;
  // positions along the ranks, then across them
  const start = isAcross ? [source.x + source.width, middle(source).y] : [source.y + source.height, middle(source).x];
  const end = isAcross ? [target.x, middle(target).y] : [target.y, middle(target).x];
  const [s0 = 0, s1 = 0, e0 = 0, e1 = 0] = [...start, ...end];
  const point = (/** @type {number} */ along, /** @type {number} */ across) => (isAcross ? `${along} ${across}` : `${across} ${along}`);
  const slot = (slots.get(edge) ?? 0) * (isAcross ? LABEL.high : LABEL.wide);
  const label = isAcross ? { x: e0 - gap.rank / 2, y: e1 + slot } : { x: e1 + slot, y: e0 - gap.rank / 2 };
  const bend = (/** @type {number} */ a0, /** @type {number} */ a1, /** @type {number} */ b0, /** @type {number} */ b1) =>
    `C ${point((a0 + b0) / 2, a1)} ${point((a0 + b0) / 2, b1)} ${point(b0, b1)}`;
  if (to.rank - from.rank < 2) return [{ edge, path: `M ${point(s0, s1)} ${bend(s0, s1, e0, e1)}`, label }];
  const side = from.lane > to.lane ? 1 : -1;
  const half = (isAcross ? target.height : target.width) / 2;
  const way = e1 + side * (half + gap.lane / 2) + ((i % 4) - 1.5) * (gap.lane / 6);
  const [w0, w1] = [s0 + gap.rank * 0.8, e0 - gap.rank * 0.8];
  return [{ edge, path: `M ${point(s0, s1)} ${bend(s0, s1, w0, way)} L ${point(w1, way)} ${bend(w1, way, e0, e1)}`, label }];
}

/** @param {Box} box */
const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
