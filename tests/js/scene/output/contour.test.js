import assert from "node:assert/strict";
import { test } from "node:test";
import { levelLines } from "../../../../static/js/scene/output/contour.js";

/** The lines, each with its ends. */
const linesOf = (...field) => {
  const ends = levelLines(...field);
  return Array.from({ length: ends.length / 4 }, (_, i) => ends.slice(4 * i, 4 * i + 4));
};

test("the zero line of a slope lies where the slope is zero", () => {
  const values = [];
  for (let row = 0; row < 5; row += 1) for (let column = 0; column < 5; column += 1) values.push(column - 1.5);
  const segments = linesOf(values, 5, 5);
  assert.equal(segments.length, 4);
  for (const [x0, , x1] of segments) assert.deepEqual([x0, x1], [1.5, 1.5]);
});

test("the line of another level lies where the slope has it", () => {
  const values = Uint8Array.from([0, 100, 200, 0, 100, 200]);
  assert.deepEqual(linesOf(values, 3, 2, 150), [[1.5, 0, 1.5, 1]]);
});

test("at a saddle the corners on the side of the middle stay connected", () => {
  const apart = ([x0, , x1]) => Math.sign(x0 + x1 - 1);
  assert.deepEqual(linesOf([3, -1, -1, 3], 2, 2).length, 2);
  const cut = (values) => linesOf(values, 2, 2).map((line) => [apart(line), Math.sign(line[1] + line[3] - 1)]);
  assert.deepEqual(cut([3, -1, -1, 3]), [
    [1, -1],
    [-1, 1],
  ]);
  assert.deepEqual(cut([1, -3, -3, 1]), [
    [-1, -1],
    [1, 1],
  ]);
});

test("the zero line of a cone is a closed curve", () => {
  const n = 21;
  const values = Array.from({ length: n * n }, (_, i) => 6 - Math.hypot((i % n) - 10, Math.floor(i / n) - 10));
  const ends = new Map();
  for (const [x0, y0, x1, y1] of linesOf(values, n, n)) {
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
