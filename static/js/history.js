/**
 * Curves over any number of steps in bounded memory. A bucket keeps, for every
 * series, its lowest and highest value in the order they came, so that no peak is
 * lost; when the buckets run out, neighbours merge and each covers twice as much.
 */

const CAPACITY = 600;

/**
 * @typedef {object} Bucket
 * @property {number} first step
 * @property {number} last step
 * @property {(number | null)[]} early the extreme that came first, per series
 * @property {(number | null)[]} late the extreme that came last, per series
 */

export class History {
  /** @param {number} [capacity] buckets, even */
  constructor(capacity = CAPACITY) {
    this.capacity = capacity;
    /** @type {Bucket[]} */
    this.buckets = [];
    /** Values that a full bucket holds. */
    this.stride = 1;
    /** Values in the newest bucket. */
    this.filled = 0;
    this.nSeries = 0;
  }

  clear() {
    this.buckets = [];
    this.stride = 1;
    this.filled = 0;
    this.nSeries = 0;
  }

  /** The step of the newest value, or -1. */
  get lastStep() {
    return this.buckets.at(-1)?.last ?? -1;
  }

  /**
   * Adds one value per series; a lower step than the last begins anew.
   *
   * @param {number} step
   * @param {readonly (number | null)[]} values null or non-finite where there is none
   */
  push(step, values) {
    if (step < this.lastStep || values.length !== this.nSeries) this.clear();
    this.nSeries = values.length;
    const clean = values.map((v) => (v !== null && Number.isFinite(v) ? v : null));
    const bucket = this.buckets.at(-1);
    if (bucket && (step === bucket.last || this.filled < this.stride)) {
      if (step !== bucket.last) this.filled += 1;
      absorb(bucket, { first: step, last: step, early: clean, late: clean });
      return;
    }
    this.buckets.push({ first: step, last: step, early: clean, late: [...clean] });
    this.filled = 1;
    if (this.buckets.length > this.capacity) this.#halve();
  }

  /** Forgets what came after `step`. @param {number} step */
  cut(step) {
    this.buckets = this.buckets.filter((bucket) => bucket.last <= step);
    this.filled = this.stride;
  }

  /**
   * The curves as columns: steps, then one list per series.
   *
   * @returns {{ steps: number[], series: (number | null)[][] }}
   */
  columns() {
    /** @type {number[]} */
    const steps = [];
    /** @type {(number | null)[][]} */
    const series = Array.from({ length: this.nSeries }, () => []);
    for (const bucket of this.buckets) {
      steps.push(bucket.first);
      series.forEach((list, k) => list.push(bucket.early[k] ?? null));
      if (bucket.last === bucket.first) continue;
      steps.push(bucket.last);
      series.forEach((list, k) => list.push(bucket.late[k] ?? null));
    }
    return { steps, series };
  }

  #halve() {
    const merged = [];
    for (let i = 0; i < this.buckets.length; i += 2) {
      const bucket = /** @type {Bucket} */ (this.buckets[i]);
      const next = this.buckets[i + 1];
      if (next) absorb(bucket, next);
      merged.push(bucket);
    }
    this.stride *= 2;
    this.filled = this.buckets.length % 2 === 0 ? this.stride : this.stride / 2;
    this.buckets = merged;
  }
}

/**
 * Makes `bucket` cover `next` as well.
 *
 * @param {Bucket} bucket
 * @param {Bucket} next
 */
function absorb(bucket, next) {
  for (let k = 0; k < bucket.early.length; k += 1) {
    const inOrder = [bucket.early[k], bucket.late[k], next.early[k], next.late[k]];
    const values = /** @type {number[]} */ (inOrder.filter((v) => typeof v === "number"));
    if (values.length === 0) continue;
    const low = Math.min(...values);
    const high = Math.max(...values);
    const lowFirst = values.indexOf(low) <= values.lastIndexOf(high);
    bucket.early[k] = lowFirst ? low : high;
    bucket.late[k] = lowFirst ? high : low;
  }
  bucket.last = next.last;
}
