import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { deltaColor, deltaMaximum, deltaShare } from "../../../static/js/scene/node-lens.js";
import { frameOf, THEME } from "../examples.js";

const frame = frameOf({ "unit_delta_rms.0": [[4], [0.001, 0, NaN, 1e-12]], "unit_delta_rms.1": [[1], [0.25]] }, { step: 3 });

test("the scale ends at the largest delta of all layers", () => {
  assert.equal(deltaMaximum(frame), 0.25);
  assert.equal(deltaMaximum(frameOf({ "unit_delta_rms.0": [[2], [Infinity, 2]] })), 2);
  assert.equal(deltaMaximum(null), 0);
});

test("a decade is a sixth of the scale", () => {
  const shares = [1, 0.1, 1e-3, 1e-6, 1e-9, 0, 5].map((size) => Math.round(deltaShare(size, 1) * 1e6) / 1e6);
  assert.deepEqual(shares, [1, 0.833333, 0.5, 0, 0, 0, 1]);
  assert.equal(deltaShare(1, 0), 0);
});

test("what is not known yet has the colour of the ground, zero the faintest of the scale", () => {
  const color = (layer, index, of = frame) => deltaColor({ layer, index }, of, 0.25, THEME);
  assert.equal(color(1, 0), THEME.sizes[255]);
  assert.deepEqual([color(0, 1), color(0, 3)], [THEME.sizes[0], THEME.sizes[0]]);
  assert.equal(color(0, 0), THEME.sizes[Math.round(255 * deltaShare(0.001, 0.25))]);
  assert.deepEqual([color(0, 2), color(2, 0), color(0, 0, null)], Array(3).fill(THEME.groundPacked));
  assert.equal(color(0, 0, { ...frame, step: 0 }), THEME.groundPacked);
});
