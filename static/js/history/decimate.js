/** Fewer points for the same picture: the lowest and highest of every column. Pure. */

/**
 * The rows that hold the lowest or the highest value of some series in their column,
 * with the first and the last row, in order.
 *
 * @param {readonly number[]} steps rising
 * @param {readonly (readonly (number | null)[])[]} series
 * @param {(step: number) => number} columnOf whole number, never falling
 * @returns {number[]}
 */
export function extremes(steps, series, columnOf) {
  const kept = new Set(steps.length ? [0, steps.length - 1] : []);
  for (let start = 0; start < steps.length; ) {
    const column = columnOf(steps[start] ?? 0);
    let end = start + 1;
    while (end < steps.length && columnOf(steps[end] ?? 0) === column) end += 1;
    for (const values of series) keepExtremes(values, start, end, kept);
    start = end;
  }
  return [...kept].sort((a, b) => a - b);
}

/**
 * @param {readonly (number | null)[]} values
 * @param {number} start
 * @param {number} end exclusive
 * @param {Set<number>} kept
 */
function keepExtremes(values, start, end, kept) {
  let lowest = -1;
  let highest = -1;
  for (let i = start; i < end; i += 1) {
    const value = values[i];
    if (typeof value !== "number") continue;
    if (lowest < 0 || value < /** @type {number} */ (values[lowest])) lowest = i;
    if (highest < 0 || value > /** @type {number} */ (values[highest])) highest = i;
  }
  if (lowest >= 0) kept.add(lowest).add(highest);
}
