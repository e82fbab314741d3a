import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { easeScale, lensMaximum } from "../../../../static/js/scene/network/lenses.js";
import { withSignal } from "../../../../static/js/scene/network/signal.js";
import { frameOf, SIGNAL } from "../../examples.js";

test("the widest edge is the largest value of the lens, in any layer", () => {
  const frame = frameOf({
    "W.0": [
      [1, 2],
      [0.5, -2],
    ],
    "b.0": [[1, 1], [0.1]],
    "dW.0": [
      [1, 2],
      [0, 3],
    ],
    "db.0": [[1, 1], [NaN]],
  });
  assert.equal(lensMaximum(frame, "weights", 1), 2);
  assert.equal(lensMaximum(frame, "gradients", 1), 3);
});

test("in a run a scale rises at once and falls slowly", () => {
  assert.equal(easeScale(1, 4, true), 4);
  assert.ok(easeScale(4, 1, true) > 3.4);
  assert.equal(easeScale(4, 0, true), 0);
});

test("a scale is down within two seconds of frames, from any height", () => {
  for (const [high, present] of [
    [9.5e8, 0.7],
    [0.7, 1e-7],
    [1e300, 1e-300],
  ]) {
    let scale = high;
    for (let frame = 0; frame < 60; frame += 1) scale = easeScale(scale, present, true);
    const decades = Math.log10(scale / present) / Math.log10(high / present);
    assert.ok(scale >= present && decades < 0.002, `${scale} instead of ${present}`);
  }
});

test("a paused run has the scale of its present numbers", () => {
  assert.equal(easeScale(9.5e8, 0.7, false), 0.7);
});

test("the widest edge of the lens is the largest signal, a bias among them", () => {
  assert.equal(lensMaximum(withSignal(frameOf(SIGNAL)), "signal", 2), 8);
  const biased = { ...SIGNAL, "b_before.0": [[2], [0.25, -90]] };
  assert.equal(lensMaximum(withSignal(frameOf(biased)), "signal", 2), 90);
});
