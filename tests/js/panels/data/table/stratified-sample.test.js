import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom, sampleOf } from "../../../../../static/js/panels/data/table/stratified-sample.js";

const rows = (n) => Array.from({ length: n }, (_, i) => i);

test("few rows are all taken", () => {
  assert.deepEqual(
    sampleOf(rows(5), () => 0, 5),
    rows(5),
  );
});

test("a sample is in the order of the file, without repetition, and always the same", () => {
  const sample = sampleOf(rows(1000), () => 0, 100);
  assert.deepEqual(
    sample,
    [...new Set(sample)].sort((a, b) => a - b),
  );
  assert.equal(sample.length, 100);
  assert.deepEqual(
    sample,
    sampleOf(rows(1000), () => 0, 100),
  );
  assert.ok(Math.abs(sample.reduce((sum, row) => sum + row, 0) / 100 - 500) < 90);
});

test("each class keeps its share, and at least one row", () => {
  const classOf = (row) => (row === 7 ? 2 : row % 4 === 0 ? 1 : 0);
  const sample = sampleOf(rows(1000), classOf, 101);
  const counts = [0, 1, 2].map((label) => sample.filter((row) => classOf(row) === label).length);
  assert.deepEqual([counts, sample.length], [[75, 25, 1], 101]);
  const rare = sampleOf(rows(100), (row) => (row < 90 ? 0 : row), 12);
  assert.equal(rare.length, 12);
  assert.equal(new Set(rare.map((row) => (row < 90 ? 0 : row))).size, 11);
});

test("the random numbers are those of mulberry32", () => {
  const random = createRandom(1);
  const first = [random(), random(), random()];
  assert.deepEqual(
    first.map((value) => value.toFixed(6)),
    ["0.627074", "0.002736", "0.527447"],
  );
});
