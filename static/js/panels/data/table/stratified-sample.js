/** Draws a sample of lines: by chance, from each class by its share. Pure. */

/** The sample of a table is always the same. */
const SEED = 1;

/** Returns a generator of numbers from 0 up to 1: Tommy Ettinger's mulberry32. @param {number} seed */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Draws rows by chance, from each class as many as its share of all; every class keeps one.
 *
 * @param {readonly number[]} rows in the order of the file
 * @param {(row: number) => number} classOf 0 for all rows if there are no classes
 * @param {number} most
 * @returns {number[]} in the order of the file
 */
export function sampleOf(rows, classOf, most) {
  if (rows.length <= most) return [...rows];
  /** @type {Map<number, number[]>} */
  const strata = new Map();
  for (const row of rows) {
    const key = classOf(row);
    const stratum = strata.get(key);
    if (stratum) stratum.push(row);
    else strata.set(key, [row]);
  }
  const groups = [...strata.values()];
  const counts = sharesOf(
    groups.map(({ length }) => length),
    most,
  );
  const random = createRandom(SEED);
  return groups.flatMap((group, k) => drawn(group, counts[k] ?? 0, random)).sort((one, other) => one - other);
}

/** Shares a number of places in proportion, by the largest remainder; at least one each. @param {readonly number[]} sizes @param {number} places */
function sharesOf(sizes, places) {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * places) / all);
  const counts = exact.map((share) => Math.max(1, Math.floor(share)));
  const order = exact.map((share, k) => ({ k, rest: share - (counts[k] ?? 0) })).sort((one, other) => other.rest - one.rest);
  let left = places - counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; left > 0; i = (i + 1) % order.length) {
    const { k } = order[i] ?? { k: 0 };
    counts[k] = (counts[k] ?? 0) + 1;
    left -= 1;
  }
  for (; left < 0; left += 1) counts[counts.indexOf(Math.max(...counts))] -= 1;
  return counts;
}

/** @param {number[]} rows @param {number} count @param {() => number} random @returns {number[]} */
function drawn(rows, count, random) {
  const pool = [...rows];
  for (let i = 0; i < count; i += 1) {
    const k = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[k]] = [/** @type {number} */ (pool[k]), /** @type {number} */ (pool[i])];
  }
  return pool.slice(0, count);
}
