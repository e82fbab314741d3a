import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { largestOfNeurons, sizeColor, sizeShare, sizesOf, smallestSize } from "../../../../static/js/scene/network/node-lens.js";
import { frameOf, THEME } from "../../examples.js";

const DELTA = sizesOf("delta");
/** A lens that the page does not have: on a linear scale, of numbers that need no step. */
const DEAD = { section: "unit_dead", decades: 0, of_step: false };

const frame = frameOf({ "unit_delta_rms.0": [[4], [0.001, 0, NaN, 1e-12]], "unit_delta_rms.1": [[1], [0.25]] }, { step: 3 });

test("the scale ends at the largest delta of all layers", () => {
  assert.equal(largestOfNeurons(frame, DELTA), 0.25);
  assert.equal(largestOfNeurons(frameOf({ "unit_delta_rms.0": [[2], [Infinity, 2]] }), DELTA), 2);
  assert.equal(largestOfNeurons(null, DELTA), 0);
});

test("a decade is a sixth of the scale", () => {
  const shares = [1, 0.1, 1e-3, 1e-6, 1e-9, 0, 5].map((size) => Math.round(sizeShare(size, 1, DELTA) * 1e6) / 1e6);
  assert.deepEqual(shares, [1, 0.833333, 0.5, 0, 0, 0, 1]);
  assert.equal(sizeShare(1, 0, DELTA), 0);
});

test("what is not known yet has the colour of the ground, zero the faintest of the scale", () => {
  const color = (layer, index, of = frame) => sizeColor({ layer, index }, of, 0.25, THEME, DELTA);
  assert.equal(color(1, 0), THEME.sizes[255]);
  assert.deepEqual([color(0, 1), color(0, 3)], [THEME.sizes[0], THEME.sizes[0]]);
  assert.equal(color(0, 0), THEME.sizes[Math.round(255 * sizeShare(0.001, 0.25, DELTA))]);
  assert.deepEqual([color(0, 2), color(2, 0), color(0, 0, null)], Array(3).fill(THEME.groundPacked));
  assert.equal(color(0, 0, { ...frame, step: 0 }), THEME.groundPacked);
});

test("neurons that show activations have no sizes", () => {
  assert.equal(sizesOf("a"), null);
});

test("a linear scale begins at 0, and may have numbers before the first step", () => {
  assert.deepEqual([sizeShare(0.5, 2, DEAD), sizeShare(3, 2, DEAD), smallestSize(2, DEAD)], [0.25, 1, 0]);
  assert.equal(smallestSize(2, DELTA), 2e-6);
  const before = frameOf({ "unit_dead.0": [[1], [1]] });
  assert.equal(largestOfNeurons(before, DEAD), 1);
  assert.equal(sizeColor({ layer: 0, index: 0 }, before, 1, THEME, DEAD), THEME.sizes[255]);
});
