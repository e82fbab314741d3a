/** The largest size among the numbers of a picture. Pure. */

/** Returns the largest finite size; 0 without any. @param {ArrayLike<number>} values @param {number} [from] @param {number} [to] */
export function largestSize(values, from = 0, to = values.length) {
  let largest = 0;
  for (let i = from; i < to; i += 1) {
    const size = Math.abs(/** @type {number} */ (values[i]));
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}
