/** Contents of the output views: samples with their predicted class, confusion matrix. Pure. */

/** @import { DataFields, Pictures } from "../../protocol.js" */
/** @import { SectionView, View } from "../../types.js" */

/** @typedef {View["answers"]} OutputView */
/** @typedef {{ index: number, label: number, predicted: number | null }} Sample */
/** @typedef {{ count: number, share: number, isRight: boolean }} Cell */

export const SHADES = 6;

/**
 * Returns the output views that a dataset allows, the default first.
 *
 * @param {DataFields | null} data
 * @returns {OutputView[]}
 */
export function outputViews(data) {
  if (!data) return ["boundary"];
  /** @type {OutputView[]} */
  const views = [data.pictures && !data.domain ? "samples" : "boundary"];
  if (data.n_classes > 0) views.push("confusion");
  return views;
}

/**
 * Returns the requested output view if the dataset allows it, else the default.
 *
 * @param {DataFields | null} data
 * @param {OutputView} wanted
 */
export function outputView(data, wanted) {
  const views = outputViews(data);
  return views.includes(wanted) ? wanted : (views[0] ?? "boundary");
}

/**
 * Returns the training or test samples that are evaluated, with their true and predicted class.
 *
 * @param {DataFields} data
 * @param {SectionView | null} section u1, training samples before test samples
 * @param {"train" | "test"} part
 * @param {readonly [number, number]} nEvaluated the first ones of each part
 * @returns {Sample[]} `index` counts all samples, training before test
 */
export function samplesOf(data, section, part, [nTrain, nTest]) {
  const [first, before, n] = part === "train" ? [0, 0, nTrain] : [data.train.label.length, nTrain, nTest];
  const isCurrent = section?.values.length === nTrain + nTest;
  return data[part].label.slice(0, n).map((label, i) => ({
    index: first + i,
    label,
    predicted: isCurrent ? (section.values[before + i] ?? null) : null,
  }));
}

/** @param {Sample} sample */
export const isWrong = ({ label, predicted }) => predicted !== null && predicted !== label;

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} wanted page, from 0; clamped to the existing pages
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
 * Returns the rows of the confusion matrix of the training or the test samples.
 *
 * @param {SectionView | null} confusion f4 [2, n, n]: training samples, then test samples
 * @param {"train" | "test"} part
 * @returns {{ cells: Cell[], total: number, recall: number, predicted: number, precision: number }[]} one per class: of its `total`
 *   samples the share `recall` is predicted right; of those `predicted` as it the share `precision` is right. NaN without samples
 */
export function confusionRows(confusion, part) {
  const n = confusion?.shape[1] ?? 0;
  const start = part === "train" ? 0 : n * n;
  return Array.from({ length: n }, (_, row) => {
    const counts = Array.from({ length: n }, (_, column) => confusion?.values[start + row * n + column] ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, column) => ({ count, share: total > 0 ? count / total : 0, isRight: column === row }));
    const predicted = Array.from({ length: n }, (_, other) => confusion?.values[start + other * n + row] ?? 0).reduce((sum, count) => sum + count, 0);
    const right = counts[row] ?? 0;
    return { cells, total, recall: total > 0 ? right / total : NaN, predicted, precision: predicted > 0 ? right / predicted : NaN };
  });
}

/** Returns the shade of a cell: 0 for an empty one, else by its share of the row. @param {Cell} cell */
export const shadeOf = ({ count, share }) => (count === 0 ? 0 : 1 + Math.round(Math.sqrt(share) * (SHADES - 1)));
