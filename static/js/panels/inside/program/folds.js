/** Folds a long phase of a program: the operations of one time step, or of one node at every step, are one group. Pure. */

/** @import { ProgramOp } from "../../../types.js" */

/** @typedef {Pick<ProgramOp, "phase" | "node" | "site" | "role">} Foldable */
/** @typedef {{ first: number, n: number, site: number | null, node: string | null }} Fold `n` operations from `first` on: of one site, or of one node at several; a single one has neither */

/** A phase with more operations is folded. */
const MOST_OPEN = 24;
/** So many operations of one node at several sites are one group. */
const LEAST_OF_NODE = 3;

/** Returns the operations of one phase in groups, in order. @param {readonly Foldable[]} ops @param {number} from @param {number} to @returns {Fold[]} */
export function foldsOf(ops, from, to) {
  const singles = (/** @type {number} */ first) => ({ first, n: 1, site: null, node: null });
  if (to - from <= MOST_OPEN) return Array.from({ length: to - from }, (_, k) => singles(from + k));
  /** @type {Fold[]} */
  const folds = [];
  for (let first = from; first < to; ) {
    const site = ops[first]?.site ?? null;
    const ofSite = countAlike(ops, first, to, (op) => site !== null && op.site === site);
    const ofNode = countAlike(ops, first, to, (op, k) => isSameElsewhere(op, ops[first]) && ops[k + 1]?.site !== op.site);
    if (ofSite > 1) folds.push({ first, n: ofSite, site, node: null });
    else if (ofNode >= LEAST_OF_NODE) folds.push({ first, n: ofNode, site: null, node: ops[first]?.node ?? null });
    else folds.push(singles(first));
    first += ofSite > 1 || ofNode < LEAST_OF_NODE ? ofSite : ofNode;
  }
  return folds;
}

/** Returns how many operations from the first on are alike, at least 1. @param {readonly Foldable[]} ops @param {number} first @param {number} to @param {(op: Foldable, k: number) => boolean} isAlike */
function countAlike(ops, first, to, isAlike) {
  let k = first;
  for (; k < to; k += 1) {
    const op = ops[k];
    if (!op || !isAlike(op, k)) break;
  }
  return Math.max(1, k - first);
}

/** @param {Foldable} op @param {Foldable | undefined} first */
const isSameElsewhere = (op, first) => first !== undefined && op.site !== null && op.node === first.node && op.role === first.role;
