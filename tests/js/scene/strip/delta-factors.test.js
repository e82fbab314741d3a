import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { deltaFactors, outputRatio } from "../../../../static/js/scene/strip/delta-factors.js";
import { frameOf } from "../../examples.js";

/** Doubles, as in the frames of the server. */
const doubles = (...values) => [[values.length], Float64Array.from(values)];

const DELTA = [3.1e-9, 4.7e-6, 0.21];
const DA = [1.9e-8, 8.3e-6, NaN];

const frame = (sections, more = { step: 5 }) => frameOf({ delta_rms: doubles(...DELTA), da_rms: doubles(...DA), ...sections }, more);

test("the factors multiply to the ratio of delta, from each layer to the output", () => {
  const factors = deltaFactors(frame({}), 3);
  assert.deepEqual(factors.delta, DELTA);
  assert.deepEqual([factors.weights.length, factors.derivatives.length], [2, 2]);
  const product = [...factors.weights, ...factors.derivatives].reduce((all, one) => all * one, 1);
  const ratio = DELTA[0] / DELTA[2];
  assert.ok(Math.abs(product / ratio - 1) < 1e-9, `${product} is not ${ratio}`);
  assert.ok(Math.abs(outputRatio(factors) * ratio - 1) < 1e-12);
  // By hand: 1.9e-8 / 4.7e-6 and 3.1e-9 / 1.9e-8.
  assert.ok(Math.abs(factors.weights[0] - 0.00404255319) < 1e-11);
  assert.ok(Math.abs(factors.derivatives[0] - 0.16315789474) < 1e-11);
});

test("before the first step nothing is known, although the server sends zeros", () => {
  const zeros = { delta_rms: doubles(0, 0, 0), da_rms: doubles(0, 0, 0) };
  for (const found of [deltaFactors(frameOf(zeros, { step: 0 }), 3), deltaFactors(null, 3), deltaFactors(frameOf({}, { step: 4 }), 3)]) {
    assert.deepEqual([found.delta, found.weights, found.derivatives], [Array(3).fill(null), [null, null], [null, null]]);
    assert.equal(outputRatio(found), null);
  }
});

test("the theory needs no step: before the first one it is a share of 1", () => {
  const theory = { delta_theory: doubles(1e-6, 0.5, 1), delta_theory_band: doubles(0.4, 0.2, 0), delta_rms: doubles(0, 0, 0) };
  const found = deltaFactors(frameOf(theory, { step: 0 }), 3);
  assert.deepEqual(
    [found.theory, found.bands],
    [
      [1e-6, 0.5, 1],
      [0.4, 0.2, 0],
    ],
  );
  assert.deepEqual(found.delta, [null, null, null]);
  const begun = deltaFactors(frameOf({ ...theory, delta_rms: doubles(NaN, NaN, NaN) }, { step: 0, midStep: true }), 3);
  assert.deepEqual(begun.theory, [null, null, null]);
});

test("in the middle of a step what is not computed yet is a gap, not 0", () => {
  const found = deltaFactors(frame({ delta_rms: doubles(NaN, NaN, 0.21), da_rms: doubles(NaN, 8e-6, NaN) }, { step: 7, midStep: true }), 3);
  assert.deepEqual(found.delta, [null, null, 0.21]);
  assert.deepEqual(found.weights, [null, 8e-6 / 0.21]);
  assert.deepEqual(found.derivatives, [null, null]);
  assert.equal(found.step, 8);
});

test("exact zeros are zeros, and 0 / 0 is no factor", () => {
  const found = deltaFactors(frame({ delta_rms: doubles(0, 0, 0.21), da_rms: doubles(0, 0.1, NaN) }), 3);
  assert.deepEqual(found.delta, [0, 0, 0.21]);
  assert.deepEqual(found.derivatives, [null, 0]);
  assert.deepEqual(found.weights, [null, 0.1 / 0.21]);
  assert.equal(outputRatio(found), Infinity);
});

test("gradients of 1e-300 are numbers like others", () => {
  const found = deltaFactors(frame({ delta_rms: doubles(1e-300, 1e-299, 1), da_rms: doubles(2e-300, 1e-299, NaN) }), 3);
  assert.deepEqual(found.derivatives, [0.5, 1]);
  assert.ok(Math.abs(outputRatio(found) / 1e300 - 1) < 1e-12);
});

test("the theory is a share of the output's delta; without one there is none", () => {
  const theory = { delta_theory: doubles(NaN, 0.5, 1), delta_theory_band: doubles(NaN, 0.2, 0) };
  const found = deltaFactors(frame(theory), 3);
  assert.deepEqual(found.theory, [null, 0.105, 0.21]);
  assert.deepEqual(found.bands, [null, 0.2, 0]);
});
