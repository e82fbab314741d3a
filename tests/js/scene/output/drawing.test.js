import assert from "node:assert/strict";
import { test } from "node:test";
import { addDot, classCount, dotsFromSamples, eraseDots, planeOfDots, samplesFromDots } from "../../../../static/js/scene/output/drawing.js";

const PLANE = [
  [-6, 6],
  [-6, 6],
];
const options = (isStroke, most = 100) => ({ isStroke, most, plane: PLANE });

test("a click always leaves a point, a stroke one in a while", () => {
  const one = addDot([], { x: 1.23456, y: -2, brush: 1 }, options(false));
  assert.deepEqual(one, [{ x: 1.23, y: -2, brush: 1 }]);
  assert.equal(addDot(one, { x: 1.3, y: -2, brush: 1 }, options(true)), one);
  assert.equal(addDot(one, { x: 1.3, y: -2, brush: 1 }, options(false)).length, 2);
  assert.equal(addDot(one, { x: 1.8, y: -2, brush: 1 }, options(true)).length, 2);
});

test("a full board takes no more", () => {
  const one = addDot([], { x: 0, y: 0, brush: 1 }, options(false));
  assert.equal(addDot(one, { x: 3, y: 3, brush: 1 }, options(false, 1)), one);
});

test("rubbing out takes what is near", () => {
  const dots = [
    { x: 0, y: 0, brush: 1 },
    { x: 3, y: 3, brush: 2 },
  ];
  assert.deepEqual(eraseDots(dots, 0.1, 0.1, 0.5), [dots[1]]);
  assert.equal(eraseDots(dots, 5, 5, 0.5), dots);
});

test("the board is the usual plane where that shows all points", () => {
  assert.deepEqual(planeOfDots([]), PLANE);
  assert.deepEqual(planeOfDots([{ x: 6, y: -6, brush: 1 }]), PLANE);
  assert.deepEqual(
    planeOfDots([
      { x: 0, y: 5, brush: 1 },
      { x: 10, y: 5, brush: 1 },
    ]),
    [
      [-1, 11],
      [4, 6],
    ],
  );
});

test("points become samples and come back, where they can", () => {
  const dots = [
    { x: 1, y: 2, brush: 1 },
    { x: 3, y: 4, brush: 3 },
  ];
  assert.deepEqual(dotsFromSamples(samplesFromDots(dots)), dots);
  assert.equal(classCount(dots), 2);
  assert.deepEqual(dotsFromSamples(null), []);
  assert.deepEqual(dotsFromSamples({ x: [[1, 2, 3]], y: [1] }), []);
  assert.deepEqual(dotsFromSamples({ x: [[1, 2]], y: ["a"] }), []);
  assert.deepEqual(dotsFromSamples({ x: [[1, 2]], y: [[1]] }), []);
});
