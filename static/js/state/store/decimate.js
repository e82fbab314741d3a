/** Decimates curves without a visible change: keeps the minimum and maximum of every pixel column. Pure. */

/**
 * Returns, in order, the rows with the minimum or maximum of a series in their column, and
 * the first and the last row.
 *
 * @param {readonly number[]} steps rising
 * @param {readonly (readonly (number | null)[])[]} series
 * @param {(step: number) => number} columnOf integer, monotonic
 * @returns {number[]}
 */
export function extremes(steps, series, columnOf) {
  const n = steps.length;
  const isKept = new Uint8Array(n);
  if (n > 0) isKept[0] = isKept[n - 1] = 1;
  for (let start = 0, column = columnOf(steps[0] ?? 0); start < n; ) {
    let end = start + 1;
    let next = columnOf(steps[end] ?? 0);
    while (end < n && next === column) {
      end += 1;
      next = columnOf(steps[end] ?? 0);
    }
    if (end === start + 1) isKept[start] = 1;
    else for (const values of series) keepExtremes(values, start, end, isKept);
    start = end;
    column = next;
  }
  /** @type {number[]} */
  const kept = [];
  for (let i = 0; i < n; i += 1) if (isKept[i]) kept.push(i);
  return kept;
}

/**
 * @param {readonly (number | null)[]} values
 * @param {number} start
 * @param {number} end exclusive
 * @param {Uint8Array} isKept
 */
function keepExtremes(values, start, end, isKept) {
  let lowest = -1;
  let highest = -1;
  let low = Infinity;
  let high = -Infinity;
  for (let i = start; i < end; i += 1) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    if (value < low) {
      low = value;
      lowest = i;
    }
    if (value > high) {
      high = value;
      highest = i;
    }
  }
  if (lowest >= 0) isKept[lowest] = isKept[highest] = 1;
}
