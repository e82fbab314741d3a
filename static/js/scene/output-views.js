/** What the network takes each sample for: lists, pages, counts. Pure. */

/** @import { DataFields, Pictures } from "../protocol.js" */
/** @import { SectionView, View } from "../types.js" */

/** @typedef {View["answers"]} OutputView */
/** @typedef {{ index: number, label: number, taken: number | null }} Sample */
/** @typedef {{ count: number, share: number, isRight: boolean }} Cell */

/** Fewer classes need no matrix: the boundary and the accuracy say it all. */
const FEWEST_CLASSES = 3;
export const SHADES = 6;

/**
 * The ways to look at the answers that these data allow; the first is the usual one.
 *
 * @param {DataFields | null} data
 * @returns {OutputView[]}
 */
export function outputViews(data) {
  if (!data) return ["boundary"];
  /** @type {OutputView[]} */
  const views = [data.pictures && !data.domain ? "samples" : "boundary"];
  if (data.n_classes >= FEWEST_CLASSES || (data.n_classes > 0 && !data.domain)) views.push("confusion");
  return views;
}

/**
 * The way that is shown: the wanted one where it is possible.
 *
 * @param {DataFields | null} data
 * @param {OutputView} wanted
 */
export function outputView(data, wanted) {
  const views = outputViews(data);
  return views.includes(wanted) ? wanted : views[0] ?? "boundary";
}

/**
 * Every training or test sample with its class and the class that it is taken for.
 *
 * @param {DataFields} data
 * @param {SectionView | null} predicted u1, training samples before test samples
 * @param {"train" | "test"} part
 * @returns {Sample[]} `index` counts within the training samples, then on through the test samples
 */
export function samplesOf(data, predicted, part) {
  const nTrain = data.train.label.length;
  const first = part === "train" ? 0 : nTrain;
  const isCurrent = predicted?.values.length === nTrain + data.test.label.length;
  return data[part].label.map((label, i) => ({
    index: first + i,
    label,
    taken: isCurrent ? predicted.values[first + i] ?? null : null,
  }));
}

/** @param {Sample} sample */
export const isWrong = ({ label, taken }) => taken !== null && taken !== label;

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} wanted page, from 0; the nearest that there is
 * @param {number} size
 */
export function pageOf(items, wanted, size) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = Math.max(0, Math.min(pages - 1, wanted));
  const first = page * size;
  return { page, pages, first, shown: items.slice(first, first + size) };
}

/** @param {Pictures} pictures @returns {Uint8Array} one byte per pixel, picture by picture */
export const pixelsOf = ({ pixels }) => Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));

/**
 * Counts of one part of the samples, row by row.
 *
 * @param {SectionView | null} confusion f4 [2, n, n]: training samples, then test samples
 * @param {"train" | "test"} part
 * @returns {{ cells: Cell[], total: number, right: number }[]} one per true class
 */
export function confusionRows(confusion, part) {
  const n = confusion?.shape[1] ?? 0;
  const start = part === "train" ? 0 : n * n;
  return Array.from({ length: n }, (_, row) => {
    const counts = Array.from({ length: n }, (_, column) => confusion?.values[start + row * n + column] ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, column) => ({ count, share: total > 0 ? count / total : 0, isRight: column === row }));
    return { cells, total, right: total > 0 ? (counts[row] ?? 0) / total : NaN };
  });
}

/** How strongly a cell is shaded: 0 for none, then by its share. @param {Cell} cell */
export const shadeOf = ({ count, share }) => (count === 0 ? 0 : 1 + Math.round(Math.sqrt(share) * (SHADES - 1)));
