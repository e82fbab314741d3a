/** Maps values to positions and back, and chooses axis ticks. Pure. */

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * Returns the linear map from a domain to a range.
 *
 * @param {readonly [number, number]} domain
 * @param {readonly [number, number]} range
 * @returns {(value: number) => number}
 */
export function linear([low, high], [from, to]) {
  const slope = high === low ? 0 : (to - from) / (high - low);
  return (value) => from + (value - low) * slope;
}

/** The smoothstep function: rises from 0 to 1 with slope 0 at both ends. @param {number} t */
export const smoothstep = (t) => t * t * (3 - 2 * t);

/** Numbers that differ by less, relative to their size, differ by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Returns round numbers inside a domain, spaced by 1, 2 or 5 times a power of ten.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} count approximate number of ticks
 * @returns {number[]}
 */
export function ticks(low, high, count) {
  if (!(high - low > ROUNDING * Math.max(Math.abs(low), Math.abs(high))) || count < 1) return [];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = rough / power;
  const step = power * (unit > 5 ? 10 : unit > 2 ? 5 : unit > 1 ? 2 : 1);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const found = [];
  for (let k = first; k <= last; k += 1) found.push(k * step);
  return found;
}

/**
 * Returns at most `count` whole decades inside [low, high], all as log10.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function decades(low, high, count) {
  const span = Math.floor(high) - Math.ceil(low) + 1;
  if (span < 1) return [];
  const every = [1, 2, 3, 5, 10, 20, 30, 50, 100].find((n) => span / n <= count) ?? 100;
  const found = [];
  for (let k = Math.floor(high); k >= low; k -= 1) {
    if (k % every === 0) found.unshift(k);
  }
  return found;
}

/**
 * Returns log10 of a positive finite value.
 *
 * @param {number | null} value
 * @returns {number | null} null for zero, negative and non-finite values
 */
export function log10OrNull(value) {
  if (value === null || !(value > 0) || !Number.isFinite(value)) return null;
  return Math.log10(value);
}

/**
 * Returns the value at a position of a logarithmic slider, to two significant digits.
 *
 * @param {number} position 0 to 1
 * @param {number} low
 * @param {number} high
 */
export function fromLogSlider(position, low, high) {
  const exponent = Math.log10(low) + position * (Math.log10(high) - Math.log10(low));
  return Number((10 ** exponent).toPrecision(2));
}

/**
 * Returns the position of a value on a logarithmic slider.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function toLogSlider(value, low, high) {
  if (!(value > low)) return 0;
  return clamp(Math.log(value / low) / Math.log(high / low), 0, 1);
}

/**
 * Moves positions apart, as little as possible, until neighbours are at least `gap` apart.
 *
 * @param {readonly number[]} wanted
 * @param {number} gap
 * @param {number} low
 * @param {number} high
 * @returns {number[]} in the order of `wanted`
 */
export function spread(wanted, gap, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => at(wanted, a) - at(wanted, b));
  const places = order.map((i) => at(wanted, i));
  for (let i = 0; i < places.length; i += 1) {
    const floor = i === 0 ? low : at(places, i - 1) + gap;
    places[i] = Math.max(at(places, i), floor);
  }
  for (let i = places.length - 1; i >= 0; i -= 1) {
    const ceiling = i === places.length - 1 ? high : at(places, i + 1) - gap;
    places[i] = Math.min(at(places, i), ceiling);
  }
  const result = new Array(wanted.length).fill(0);
  order.forEach((original, i) => {
    result[original] = at(places, i);
  });
  return result;
}

/** @param {readonly number[]} list @param {number} index */
const at = (list, index) => /** @type {number} */ (list[index]);
