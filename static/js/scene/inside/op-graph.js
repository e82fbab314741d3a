/** Lays out the graph of operations: ranks along the way of the computation, lanes beside each other. Pure; all lengths in rem. */

/** @import { OpEdgeFields, OpNodeFields } from "../../protocol.js" */

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ edge: OpEdgeFields, path: string, label: { x: number, y: number } }} Line */
/** @typedef {{ width: number, height: number, boxes: Map<string, Box>, lines: Line[] }} GraphLayout */

const HEIGHT = 4.4;
const WIDTH = { few: 7.4, all: 13 };
/** Between two ranks and two lanes, where the ranks are columns and where they are rows. */
const GAPS = { across: { rank: 4.8, lane: 1.1 }, down: { rank: 2.2, lane: 0.5 } };
const LANES = /** @type {Record<string, number>} */ ({ W: -1, b: 1, y: 1 });
const LABEL_HEIGHT = 1.3;

/**
 * @param {readonly OpNodeFields[]} nodes
 * @param {readonly OpEdgeFields[]} edges
 * @param {{ isAcross: boolean, hasAllDigits: boolean }} options
 * @returns {GraphLayout}
 */
export function layoutGraph(nodes, edges, { isAcross, hasAllDigits }) {
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
  return {
    width: Math.max(0, ...ends.map(({ x }) => x + size.width)),
    height: Math.max(0, ...ends.map(({ y }) => y + size.height)),
    boxes,
    lines: edges.flatMap((edge) => lineOf(edge, edges, boxes, places, isAcross)),
  };
}

/**
 * Returns the rank of each node, the longest way from an input, and its lane. A parameter is one rank before what it is used for.
 *
 * @param {readonly OpNodeFields[]} nodes
 * @param {readonly OpEdgeFields[]} edges
 */
export function placesOf(nodes, edges) {
  /** @type {Map<string, { rank: number, lane: number }>} */
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

/**
 * @param {OpEdgeFields} edge
 * @param {readonly OpEdgeFields[]} edges
 * @param {Map<string, Box>} boxes
 * @param {Map<string, { rank: number, lane: number }>} places
 * @param {boolean} isAcross
 * @returns {Line[]}
 */
function lineOf(edge, edges, boxes, places, isAcross) {
  const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
  const [from, to] = [places.get(edge.source), places.get(edge.target)];
  if (!source || !target || !from || !to) return [];
  const start = isAcross ? [source.x + source.width, middle(source).y] : [middle(source).x, source.y + source.height];
  const end = isAcross ? [target.x, middle(target).y] : [middle(target).x, target.y];
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [...start, ...end];
  // a line that passes other ranks goes round them
  const isLong = to.rank - from.rank > 1 && from.lane === to.lane;
  const bow = isLong ? (isAcross ? source.height : source.width) * 0.85 : 0;
  const bend = isAcross ? (x1 - x0) / 2 : (y1 - y0) / 2;
  const [c0, c1] = isAcross
    ? [`${x0 + (isLong ? 1 : bend)} ${y0 - bow}`, `${x1 - (isLong ? 1 : bend)} ${y1 - bow}`]
    : [`${x0 - bow} ${y0 + (isLong ? 1 : bend)}`, `${x1 - bow} ${y1 - (isLong ? 1 : bend)}`];
  const earlier = edges.slice(0, edges.indexOf(edge)).filter((other) => other.source === edge.source && other.derivative).length;
  const gap = isAcross ? GAPS.across.rank : GAPS.down.rank;
  const label = isAcross ? { x: x0 + gap / 2, y: y0 + earlier * LABEL_HEIGHT } : { x: x0, y: y0 + gap / 2 + earlier * LABEL_HEIGHT };
  return [{ edge, path: `M ${x0} ${y0} C ${c0} ${c1} ${x1} ${y1}`, label }];
}

/** @param {Box} box */
const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
