import assert from "node:assert/strict";
import { test } from "node:test";
import { zeroLines } from "../../../static/js/scene/contour.js";

test("the zero line of a slope lies where the slope is zero", () => {
  const values = [];
  for (let row = 0; row < 5; row += 1) for (let column = 0; column < 5; column += 1) values.push(column - 1.5);
  const segments = zeroLines(values, 5, 5);
  assert.equal(segments.length, 4);
  for (const [x0, , x1] of segments) assert.deepEqual([x0, x1], [1.5, 1.5]);
});

test("the zero line of a cone is a closed curve", () => {
  const n = 21;
  const values = Array.from({ length: n * n }, (_, i) => 6 - Math.hypot((i % n) - 10, Math.floor(i / n) - 10));
  const ends = new Map();
  for (const [x0, y0, x1, y1] of zeroLines(values, n, n)) {
    for (const end of [
      [x0, y0],
      [x1, y1],
    ]) {
      const key = end.map((v) => v.toFixed(6)).join();
      ends.set(key, (ends.get(key) ?? 0) + 1);
    }
  }
  assert.ok(ends.size > 20);
  assert.ok([...ends.values()].every((times) => times === 2));
});
