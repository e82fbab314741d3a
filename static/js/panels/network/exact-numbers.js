/**
 * The numbers of a target that the card writes with its digits. Frames have them in single
 * precision, in which what is smaller than 1.2e-38 loses its digits and then reads 0. For a
 * target that has such numbers the page asks for doubles. Pure.
 */

import { PAGE } from "../../base/page/page-data.js";
import { trueAt, valueAt } from "../../net/frame.js";

/** @import { Frame, SectionName, Target } from "../../types.js" */

/** @typedef {[name: SectionName, layer: number, row: number, column: number]} Place */

/** The parts of a target that may be that small. @param {Target} target @returns {Place[]} */
function gradientsOf(target) {
  const { unit, bias, weight } = PAGE.tiny_sections;
  if (target.kind === "neuron") return placesOf([...unit, ...bias], target.layer, target.index, 0);
  if (target.kind !== "edge") return [];
  const { layer, row, column } = target;
  return column === null ? placesOf(bias, layer, row, 0) : placesOf(weight, layer, row, column);
}

/** Returns the same place of several sections. @param {SectionName[]} names @param {[layer: number, row: number, column: number]} place @returns {Place[]} */
const placesOf = (names, ...place) => names.map((name) => [name, ...place]);

/** Returns whether a number of a target has to be asked for. @param {Frame | null} frame @param {Target} target */
export const needsDoubles = (frame, target) =>
  gradientsOf(target).some((place) => {
    const value = valueAt(frame, ...place);
    return value !== null && !Number.isNaN(value) && trueAt(frame, ...place) === null;
  });
