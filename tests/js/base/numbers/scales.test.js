import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import * as scales from "../../../../static/js/base/numbers/scales.js";

test("a linear scale maps ends to ends", () => {
  const x = scales.linear([-6, 6], [0, 240]);
  assert.deepEqual([x(-6), x(0), x(6)], [0, 120, 240]);
});

test("ticks are round and inside", () => {
  assert.deepEqual(
    scales.ticks(-6, 6, 6),
    [-6, -4, -2, 0, 2, 4, 6].map((v) => v + 0),
  );
  assert.deepEqual(scales.ticks(3, 3, 5), []);
});

test("decades thin out but stay whole", () => {
  assert.deepEqual(scales.decades(-3.2, 0.4, 6), [-3, -2, -1, 0]);
  const far = scales.decades(-300, 0, 6);
  assert.ok(far.length <= 7 && far.every(Number.isInteger) && far.at(-1) === 0);
});

test("zero and what is not finite have no logarithm", () => {
  assert.equal(scales.log10OrNull(0), null);
  assert.equal(scales.log10OrNull(-1), null);
  assert.equal(scales.log10OrNull(NaN), null);
  assert.equal(scales.log10OrNull(null), null);
  assert.ok(Math.abs(scales.log10OrNull(1e-300) + 300) < 1e-9);
});

test("the log slider comes back to where it was", () => {
  for (const rate of [1e-5, 0.001, 0.03, 0.3, 10]) {
    const place = scales.toLogSlider(rate, 1e-5, 10);
    assert.ok(Math.abs(scales.fromLogSlider(place, 1e-5, 10) / rate - 1) < 0.02);
  }
  assert.equal(scales.toLogSlider(0, 1e-5, 10), 0);
});

test("labels are moved apart and stay inside", () => {
  const places = scales.spread([50, 51, 52, 10], 12, 0, 100);
  const sorted = [...places].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i += 1) assert.ok(sorted[i] - sorted[i - 1] >= 12 - 1e-9);
  assert.ok(sorted.at(-1) <= 100);
  assert.equal(places[3], 10);
  assert.deepEqual(scales.spread([99, 99], 12, 0, 100), [88, 100]);
});

test("numbers that differ by rounding alone have no ticks between them", () => {
  assert.deepEqual(scales.ticks(0.3, 0.1 + 0.2, 6), []);
  assert.deepEqual(scales.ticks(1e9, 1e9 + 1e-7, 6), []);
  assert.equal(scales.ticks(1e9 - 1, 1e9 + 1, 6).length, 5);
});
