/** Smooths curves by an exponential moving average. Pure. */

/**
 * Returns the exponential moving average at each position. Weights decay with the distance
 * along the axis, not with the number of points, so that uneven spacing has no effect; the
 * average is normalized, so that the first values are not biased towards zero.
 *
 * @param {readonly number[]} positions rising
 * @param {readonly (number | null)[]} values null for no value
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
