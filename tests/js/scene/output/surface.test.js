import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import {
  classPixels,
  FEATURES,
  featureSurface,
  inputFunction,
  margins,
  pixelSide,
  twoTones,
  weightPictures,
} from "../../../../static/js/scene/output/surface.js";

const DOMAIN = [
  [-6, 6],
  [-6, 6],
];
const THREE = { shape: [3, 1, 2], values: Uint8Array.from([255, 0, 0, 0, 0, 255]) };
const RANGES = { shape: [3, 2], values: Float32Array.from([0, 1, 0, 1, 0, 1]) };

test("a decision has two colours, split at the middle", () => {
  const map = twoTones(Uint32Array.from({ length: 256 }, (_, i) => i));
  assert.deepEqual([map[0], map[127], map[128], map[255]], [40, 40, 216, 216]);
});

test("with several classes the largest output gives the hue", () => {
  const theme = {
    classesRgb: [
      [200, 0, 0],
      [0, 200, 0],
      [0, 0, 200],
    ],
    middle: [250, 250, 250],
  };
  const pixels = new Uint32Array(2);
  classPixels(THREE, RANGES, theme, pixels, false);
  const bytes = new Uint8Array(pixels.buffer);
  assert.ok(bytes[0] > bytes[1] && bytes[0] > bytes[2]);
  assert.ok(bytes[6] > bytes[4] && bytes[6] > bytes[5]);
});

test("a class leads where its margin is positive", () => {
  const fields = margins(THREE, RANGES);
  assert.deepEqual(
    fields.map((field) => field[0] > 0),
    [true, false, false],
  );
  assert.deepEqual(
    fields.map((field) => field[1] > 0),
    [false, false, true],
  );
});

test("a feature's picture is its value over the plane", () => {
  const n = 4;
  const x1 = featureSurface(FEATURES.x1, DOMAIN, n);
  assert.ok(x1[0] < 64 && x1[3] > 190 && x1[0] === x1[12]);
  const x2 = featureSurface(FEATURES.x2, DOMAIN, n);
  assert.ok(x2[0] > 190 && x2[12] < 64);
});

test("each feature is the formula that its name states", () => {
  const values = Object.fromEntries(Object.entries(FEATURES).map(([name, feature]) => [name, feature(1.5, -2)]));
  const expected = { x1: 1.5, x2: -2, x1_squared: 2.25, x2_squared: 4, x1_x2: -3, sin_x1: Math.sin(1.5), sin_x2: Math.sin(-2) };
  assert.deepEqual(values, expected);
});

test("a measured input runs along the axis that has its name", () => {
  const axes = ["sepal length, cm", "petal width, cm"];
  assert.equal(inputFunction("petal_width", axes)(3, 5), 5);
  assert.equal(inputFunction("sepal_length", axes)(3, 5), 3);
  assert.equal(inputFunction("sepal_width", axes)(3, 5), 0);
  assert.equal(inputFunction("x1_x2", axes)(3, 5), 15);
});

test("inputs that are pixels make a picture, and weights on them too", () => {
  const names = Array.from({ length: 4 }, (_, i) => `pixel_${i}`);
  assert.equal(pixelSide(names), 2);
  assert.equal(pixelSide(["x1", "x2", "x1_x2", "sin_x1"]), 0);
  const picture = weightPictures({ shape: [2, 2], values: Float32Array.from([1, -1, 0, 0.5]) });
  assert.deepEqual([...picture], [255, 0, 128, 255]);
});
