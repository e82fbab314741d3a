import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { FIELDS, territoriesOf } from "../../../../static/js/scene/output/territory.js";

const SIDE = 30;

/** A surface of one output whose upper class is where `is` holds; x and y go from -1 to 1, y upwards. */
function surfaceOf(is) {
  const values = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE];
    return is(2 * x - 1, 1 - 2 * y) ? 200 : 50;
  });
  return { shape: [1, SIDE, SIDE], values };
}

test("a disc in the middle is the middle, and the boundary goes round it", () => {
  const { territories, boundary } = territoriesOf(
    surfaceOf((x, y) => x * x + y * y < 0.25),
    null,
    2,
  );
  assert.deepEqual(territories[1].fields, ["middle"]);
  assert.deepEqual(
    territories[0].fields,
    FIELDS.filter((field) => field !== "middle"),
  );
  assert.ok(Math.abs(territories[1].share - (Math.PI * 0.25) / 4) < 0.01, "the area of a disc");
  assert.deepEqual(boundary, ["top", "left", "right", "bottom"]);
});

test("what is above on the plane is above in words, and left is left", () => {
  const above = territoriesOf(
    surfaceOf((_, y) => y > 1 / 3),
    null,
    2,
  );
  assert.deepEqual(above.territories[1].fields, ["top_left", "top", "top_right"]);
  assert.deepEqual(above.boundary, []);
  const left = territoriesOf(
    surfaceOf((x) => x < -0.2),
    null,
    2,
  );
  assert.deepEqual(left.territories[1].fields, ["top_left", "left", "bottom_left"]);
  assert.deepEqual(left.boundary, ["top", "middle", "bottom"]);
});

test("of several outputs the largest wins, each in its own range", () => {
  const values = new Uint8Array(3 * 9).fill(0);
  values.fill(255, 0, 3); // class 0: the top row, from 0 to 1
  values.fill(255, 9 + 3, 9 + 6); // class 1: the middle row, from 0 to 5
  values.fill(255, 18, 27); // class 2: everywhere, but only 0.5
  const range = { shape: [3, 2], values: Float32Array.from([0, 1, 0, 5, 0, 0.5]) };
  const { territories, boundary } = territoriesOf({ shape: [3, 3, 3], values }, range, 3);
  assert.deepEqual(
    territories.map(({ fields }) => fields),
    [
      ["top_left", "top", "top_right"],
      ["left", "middle", "right"],
      ["bottom_left", "bottom", "bottom_right"],
    ],
  );
  assert.deepEqual(boundary, []);
});
