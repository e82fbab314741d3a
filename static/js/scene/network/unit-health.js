/** Finds dead and saturated units. Pure. */

import { section, valueAt } from "../../net/frame.js";

/** @import { Frame } from "../../types.js" */

/** A unit counts as saturated if it is saturated on at least this share of the samples. */
const SATURATED_SHARE = 0.9;

/** @typedef {"dead" | "saturated" | null} UnitHealth */

/**
 * @param {Frame | null} frame
 * @param {number} layer
 * @param {number} index
 * @returns {UnitHealth}
 */
export function unitHealth(frame, layer, index) {
  if (valueAt(frame, "unit_dead", layer, index) === 1) return "dead";
  return (valueAt(frame, "unit_saturated", layer, index) ?? 0) >= SATURATED_SHARE ? "saturated" : null;
}

/**
 * Counts the dead and the saturated units of a layer.
 *
 * @param {Frame | null} frame
 * @param {number} layer
 * @returns {{ dead: number, saturated: number, n: number }}
 */
export function healthCounts(frame, layer) {
  const n = section(frame, "unit_dead", layer)?.values.length ?? 0;
  const found = { dead: 0, saturated: 0, n };
  for (let index = 0; index < n; index += 1) {
    const health = unitHealth(frame, layer, index);
    if (health) found[health] += 1;
  }
  return found;
}
