/** The model of one chart: its curves, prepared for its width, and the step at which the crosshair is held. Pure. */

import { clamp } from "../base/numbers/scales.js";
import { prepare, referencesAt } from "./prepare.js";
import { easedRange } from "./recent-range.js";

/** @import { Range } from "./axes.js" */
/** @import { Curves, Prepared } from "./prepare.js" */

/**
 * One step of the curves, as drawn.
 *
 * @typedef {object} Row
 * @property {number} step
 * @property {(number | null)[]} values those of other runs last
 */

export class ChartModel {
  /** The step at which the keyboard or a touch holds the crosshair. @type {number | null} */
  #heldStep = null;

  /** @param {Curves} curves */
  constructor(curves) {
    this.curves = curves;
    this.prepared = prepare(curves, 1);
  }

  /** @param {Curves} curves @param {number} width_px columns of pixels */
  update(curves, width_px) {
    const prepared = prepare(curves, width_px);
    this.prepared = { ...prepared, range: easedRange(this.#rangeBefore(curves, prepared), prepared.range) };
    this.curves = curves;
  }

  /** Returns the range from which that of newer curves is eased; null if it changes at once. @param {Curves} curves @param {Prepared} prepared @returns {Range | null} */
  #rangeBefore({ kind, title }, { rows }) {
    const { curves, prepared } = this;
    const last = prepared.rows.steps.at(-1);
    const isLater = last !== undefined && last <= (rows.steps.at(-1) ?? -1);
    const isSame = title === curves.title && String(kind.axisLimits) === String(curves.kind.axisLimits);
    return kind.isRecent && isLater && isSame ? prepared.range : null;
  }

  /** The positions of steps and values: of the curves, and then of the smooth curves. @returns {[number[], ...(number | null)[][]]} */
  get positions() {
    const { positions, raw, smooth } = this.prepared;
    return [positions, ...raw, ...(smooth ?? [])];
  }

  get isHeld() {
    return this.#heldStep !== null;
  }

  /** The index of the held row, or of the last one. */
  get index() {
    return this.#heldStep === null ? this.#last : this.#indexOf(this.#heldStep);
  }

  get #last() {
    return this.prepared.rows.steps.length - 1;
  }

  /** Returns a row, or null if there is none. @param {number | null | undefined} index @returns {Row | null} */
  rowAt(index) {
    const { rows } = this.prepared;
    const step = rows.steps[index ?? -1];
    if (typeof index !== "number" || step === undefined) return null;
    return { step, values: [...rows.series.map((values) => values[index] ?? null), ...referencesAt(this.prepared, step)] };
  }

  /** Holds the crosshair some rows further. @param {number} rows */
  moveBy(rows) {
    this.#heldStep = this.prepared.rows.steps[clamp(this.index + rows, 0, this.#last)] ?? null;
  }

  /** Holds the crosshair at the first row at or after a position, or at the last row. @param {number} position */
  holdAt(position) {
    const after = this.prepared.positions.findIndex((other) => other >= position);
    this.#heldStep = this.prepared.rows.steps.at(after) ?? null;
  }

  release() {
    this.#heldStep = null;
  }

  /** Returns the index of the first row at or after a step, or of the last row. @param {number} step */
  #indexOf(step) {
    const after = this.prepared.rows.steps.findIndex((other) => other >= step);
    return after < 0 ? this.#last : after;
  }
}
