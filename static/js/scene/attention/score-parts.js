/** Why a query fits a key: its score as four parts, from the tokens and from the positions of both. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { section } from "../../net/frame.js";
import { nodeValues, numberAt } from "../kinds/nodes.js";
import { SITES } from "./structure.js";

/** @import { Frame } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */
/** @import { NodeNumbers } from "../kinds/nodes.js" */
/** @import { Attention } from "./structure.js" */

/** What of a score the parts may miss, as a share of their sizes; they are computed from single precision. */
const TOLERANCE = 1e-4;

/**
 * The parts of a score: `parts[i][j]` is what the query has from its token (i = 0) or its
 * position (i = 1), with what the key has from its token or its position. Their sum is the
 * score, because the embedding is a sum and the maps to queries and keys are linear; a norm
 * divides a sum by one number.
 *
 * @typedef {[[number, number], [number, number]]} ScoreParts
 */

/** @typedef {{ frame: Frame | null, network: NetworkFields | null, attention: Attention }} Source */

/**
 * @param {Source} source
 * @param {number} head
 * @param {number} query
 * @param {number} key
 * @returns {ScoreParts | null} null if the frame lacks the weights of that forward pass
 */
export function scorePartsOf(source, head, query, key) {
  const scores = nodeValues(source.frame, source.network, "S", 0);
  const S = numberAt(scores, head * source.attention.nPositions + key, query);
  if (S === null) return null;
  for (const weights of /** @type {const} */ (["W_before", "W"])) {
    const parts = partsWith(source, weights, head, query, key);
    const all = parts?.flat() ?? [];
    const [sum, size] = [all.reduce((a, b) => a + b, 0), all.reduce((a, b) => a + Math.abs(b), 0)];
    if (parts && Math.abs(sum - S) <= TOLERANCE * (size + 1e-3)) return parts;
  }
  return null;
}

/** @param {Source} source @param {"W_before" | "W"} weights @param {number} head @param {number} query @param {number} key @returns {ScoreParts | null} */
function partsWith({ frame, network, attention }, weights, head, query, key) {
  const { width, nHeads, blocks, first } = attention;
  const d = width / nHeads;
  const embedding = section(frame, weights, blocks.embedding);
  const projection = section(frame, weights, blocks.projection);
  const x = nodeValues(frame, network, "x", null);
  const h = nodeValues(frame, network, "h", SITES.first);
  if (!embedding || !projection || !x || !h) return null;
  const nInputs = embedding.shape[1] ?? 0;

  /** Returns what a position's rows from one to another add to h. @param {number} position @param {number} from @param {number} to */
  const embedded = (position, from, to) =>
    Array.from({ length: width }, (_, i) => {
      let sum = 0;
      for (let j = from; j < to; j += 1) sum += (embedding.values[i * nInputs + j] ?? NaN) * (numberAt(x, j, position) ?? NaN);
      return sum;
    });
  /** @param {readonly number[]} rows @param {number} from row of the projection */
  const projected = (rows, from) =>
    Array.from({ length: d }, (_, i) => rows.reduce((sum, value, j) => sum + (projection.values[(from + head * d + i) * width + j] ?? NaN) * value, 0));
  /** @param {number} position */
  const root = (position) => (attention.hasNorm ? rootMeanSquare(h, position, width) : 1);
  /** @param {number} position @param {number} row */
  const halves = (position, row) =>
    /** @type {const} */ ([
      [0, attention.nTokens],
      [attention.nTokens, nInputs],
    ]).map(([from, to]) => projected(embedded(position, from, to), row));

  const share = 1 / (Math.sqrt(d) * root(query) * root(key));
  const keys = halves(key, first.key);
  const parts = halves(query, first.query).map((q) => keys.map((k) => share * q.reduce((sum, value, i) => sum + value * (k[i] ?? NaN), 0)));
  return /** @type {ScoreParts} */ (parts);
}

/** @param {NodeNumbers} h @param {number} position @param {number} width */
function rootMeanSquare(h, position, width) {
  let sum = 0;
  for (let i = 0; i < width; i += 1) sum += (numberAt(h, i, position) ?? NaN) ** 2;
  return Math.sqrt(sum / width + PAGE.rms_norm_eps);
}
