/** The curves as tables: all of them for files, some rows for reading. */

import { count, layerName, number, percent } from "../format.js";
import { evenly } from "../history.js";

/** @import { Columns } from "../history.js" */
/** @import { Store } from "../store.js" */

/** @typedef {{ names: string[], columns: Columns, isShare?: boolean }} Table */

const MOST_ROWS = 25;

/** @param {number} n */
export const layerNames = (n) => Array.from({ length: n }, (_, i) => (i === n - 1 ? "output" : layerName(i)));

/** @param {Pick<Store, "losses" | "gradients" | "accuracies">} store @returns {Table[]} */
export function tablesOf({ losses, accuracies, gradients }) {
  const layers = layerNames(gradients.columns().series.length).map((name) => `${name} gradient`);
  const tables = [
    { names: ["train loss", "test loss"], columns: losses.columns() },
    { names: ["train accuracy", "test accuracy"], columns: accuracies.columns(), isShare: true },
    { names: layers, columns: gradients.columns() },
  ];
  return tables.filter(({ columns }) => columns.series.some((values) => values.some((value) => value !== null)));
}

/**
 * Rows evenly chosen, with the first, the last, and those nearest to a change.
 *
 * @param {readonly Table[]} tables
 * @param {readonly { step: number, text: string }[]} marks
 * @returns {{ head: string[], body: string[][] }}
 */
export function tableRows(tables, marks) {
  const steps = tables[0]?.columns.steps ?? [];
  const near = marks.map(({ step }) => nearest(steps, step)).filter((row) => row >= 0);
  const rows = [...new Set([...evenly(steps.length, MOST_ROWS), ...near])].sort((a, b) => a - b);
  const body = rows.map((row) => {
    const step = steps[row] ?? 0;
    const cells = tables.flatMap(({ columns, isShare }) => {
      const at = nearest(columns.steps, step);
      return columns.series.map((values) => (isShare ? percent(values[at]) : number(values[at], 4)));
    });
    const changes = marks.filter((_, i) => near[i] === row).map(({ text }) => text);
    return [count(step), ...cells, changes.join("; ")];
  });
  return { head: ["step", ...tables.flatMap(({ names }) => names), "change"], body };
}

/** The row whose step is nearest. @param {readonly number[]} steps rising @param {number} step */
function nearest(steps, step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (steps[middle]) < step) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [steps[low - 1], steps[low]];
  return before !== undefined && after !== undefined && step - before < after - step ? low - 1 : high < 0 ? -1 : low;
}
