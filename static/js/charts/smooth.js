/** A running mean over steps, so that noise does not hide where a curve goes. Pure. */

/**
 * Exponentially weighted mean of what came up to each position. Weights fall with the
 * distance along the axis, not with the number of points, so that unevenly spaced
 * points count fairly; the first values are not drawn towards zero.
 *
 * @param {readonly number[]} positions rising
 * @param {readonly (number | null)[]} values null where there is none
 * @param {number} reach distance over which a weight falls to 1/e; 0 changes nothing
 * @returns {(number | null)[]}
 */
export function smoothed(positions, values, reach) {
  if (!(reach > 0)) return [...values];
  let sum = 0;
  let weight = 0;
  let last = 0;
  return values.map((value, i) => {
    if (value === null || !Number.isFinite(value)) return null;
    const position = positions[i] ?? 0;
    const kept = weight === 0 ? 0 : Math.exp((last - position) / reach);
    sum = sum * kept + value;
    weight = weight * kept + 1;
    last = position;
    return sum / weight;
  });
}
