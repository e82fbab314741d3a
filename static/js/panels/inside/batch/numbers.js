/** The numbers of each sample of the batch: from the loss, and from the target that is pinned. */

/** @import { Target } from "../../../types.js" */
/** @import { Derivation } from "../../../protocol.js" */
/** @import { Ask } from "../../../net/requests.js" */

/** @typedef {"hardest" | "batch"} Order */
/** @typedef {(number | null)[]} Values null where they are not computed yet */
/**
 * @typedef {object} SampleRow
 * @property {number} index of a training sample
 * @property {number | null} loss its own
 * @property {Values} outputs empty in a very large batch, and of a sequence with several targets
 * @property {Values} targets
 * @property {number | null} term what it adds to the gradient of the target, or to the loss
 */
/** @typedef {{ step: number, done: number, target: Pulled | null, rows: SampleRow[], nLeftOut: number }} BatchNumbers `target` is what the terms belong to; null is the loss */
/** @typedef {Pick<Derivation, "step" | "done" | "bars">} Pull */
/** @typedef {Extract<Target, { kind: "neuron" | "edge" }>} Pulled a target whose gradient is a sum over the batch */

/** Returns whether the gradient of a target is a sum over samples. @param {Target | null} target @returns {target is Pulled} */
export const isPulled = (target) => target?.kind === "edge" || target?.kind === "neuron";

/** Returns the question about a target. @param {Pulled} target */
export function questionAbout(target) {
  if (target.kind === "neuron") return /** @type {const} */ ({ target: "neuron", layer: target.layer, row: target.index });
  const { layer, row, column } = target;
  return column === null ? /** @type {const} */ ({ target: "bias", layer, row }) : /** @type {const} */ ({ target: "weight", layer, row, column });
}

/** Asks for all numbers of the batch, of a network of any kind. @param {Ask} ask @param {Target | null} pinned @returns {Promise<BatchNumbers | null>} null if the two answers are of different moments */
export async function askBatch(ask, pinned) {
  const target = isPulled(pinned) ? pinned : null;
  const [loss, pull] = await Promise.all([ask({ type: "inspect", target: "loss" }), target && askPull(ask, target)]);
  const isSame = !pull || (pull.step === loss.step && pull.done === loss.done);
  return isSame ? batchNumbers(loss, pull, target) : null;
}

/** Asks what each sample adds to the gradient of a target. @param {Ask} ask @param {Pulled} target @returns {Promise<Pull>} */
const askPull = (ask, target) =>
  target.kind === "edge"
    ? ask({ type: "gradient_terms", block: target.layer, row: target.row, column: target.column })
    : ask({ type: "inspect", ...questionAbout(target) });

/** @param {Derivation} loss @param {Pull | null} pull @param {Pulled | null} target @returns {BatchNumbers} */
export function batchNumbers(loss, pull, target) {
  const { step, done, losses } = loss;
  const bars = (pull ?? loss).bars;
  const terms = new Map(bars?.samples.map((sample, k) => [sample, bars.terms[k] ?? null]));
  const samples = losses?.samples ?? [];
  /** @param {readonly Values[] | null | undefined} rows @param {number} k */
  const column = (rows, k) => (rows ?? []).map((row) => row[k] ?? null);
  const rows = samples.map((index, k) => ({
    index,
    loss: losses?.losses[k] ?? null,
    outputs: column(losses?.outputs, k),
    targets: column(losses?.targets, k),
    term: terms.get(index) ?? null,
  }));
  return { step, done, target, rows, nLeftOut: bars?.n_left_out ?? 0 };
}

/** Returns the rows in an order: those that pull hardest first, or as they are in the batch. @param {readonly SampleRow[]} rows @param {Order} order */
export const ordered = (rows, order) => (order === "batch" ? rows : [...rows].sort((a, b) => sizeOf(b) - sizeOf(a)));

/** @param {SampleRow} row */
const sizeOf = ({ term }) => (term === null ? -1 : Math.abs(term));
