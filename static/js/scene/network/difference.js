/** The difference lens: the edges of the twin less those of the run. Pure. */

import { section, sectionKey } from "../../net/frame.js";
import { lensSections } from "./lenses.js";

/** @import { Frame, Lens } from "../../types.js" */
/** @import { NetworkFields } from "../../protocol.js" */

/** Returns whether two networks have the same inputs and units, so that each weight has its counterpart. @param {NetworkFields | null} a @param {NetworkFields | null} b */
export function isSameShape(a, b) {
  if (!a || !b) return false;
  /** @param {NetworkFields} network */
  const shape = ({ kind, input_names, layers, blocks, use_bias }) =>
    JSON.stringify([kind, input_names, layers.map(({ fan_in, fan_out }) => [fan_in, fan_out]), blocks.map(({ rows, columns }) => [rows, columns]), use_bias]);
  return shape(a) === shape(b);
}

/**
 * Returns the twin's frame with differences in place of the sections that a lens shows.
 *
 * @param {Frame} run
 * @param {Frame} twin of the same shape
 * @param {Lens} lens
 * @returns {Frame}
 */
export function withDifferences(run, twin, lens) {
  const sections = new Map(twin.sections);
  for (const name of lensSections(lens)) {
    for (let layer = 0; ; layer += 1) {
      const [a, b] = [section(run, name, layer), section(twin, name, layer)];
      if (!a || !b || a.values.length !== b.values.length) break;
      sections.set(sectionKey(name, layer), { shape: b.shape, values: Float64Array.from(b.values, (value, i) => value - (a.values[i] ?? NaN)) });
    }
  }
  return { ...twin, sections };
}
