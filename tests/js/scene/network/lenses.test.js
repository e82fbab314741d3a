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

test("a scale rises at once and falls slowly", () => {
  assert.equal(easeScale(1, 4), 4);
  assert.ok(easeScale(4, 1) > 3.5);
  assert.equal(easeScale(4, 0), 0);
});

test("the widest edge of the lens is the largest signal, a bias among them", () => {
  assert.equal(lensMaximum(withSignal(frameOf(SIGNAL)), "signal", 2), 8);
  const biased = { ...SIGNAL, "b_before.0": [[2], [0.25, -90]] };
  assert.equal(lensMaximum(withSignal(frameOf(biased)), "signal", 2), 90);
});
