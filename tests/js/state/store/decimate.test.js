import assert from "node:assert/strict";
import { test } from "node:test";
import { extremes } from "../../../../static/js/state/store/decimate.js";

test("each column keeps its lowest and its highest, and the ends stay", () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const values = [5, 5, 9, 5, 1, 5, 5, 7, 2, 5];
  assert.deepEqual(
    extremes(steps, [values], (step) => Math.floor(step / 5)),
    [0, 2, 4, 7, 8, 9],
  );
});

test("gaps are no extremes", () => {
  assert.deepEqual(
    extremes([0, 1, 2, 3], [[null, 2, null, null]], () => 0),
    [0, 1, 3],
  );
  assert.deepEqual(
    extremes([], [], () => 0),
    [],
  );
});
