import assert from "node:assert/strict";
import { test } from "node:test";
import { blendHeatmap, fillBox } from "../../../../static/js/painters/base/heatmap.js";

const MAP = Uint32Array.from({ length: 256 }, (_, i) => i);
const sheet = (width, height) => ({ data: new Uint32Array(width * height).fill(999), width, height });

test("at its own size a heatmap is copied number by number", () => {
  const values = Uint8Array.from([7, 7, 0, 50, 100, 255]);
  const pixels = sheet(2, 2);
  blendHeatmap(pixels, { left: 0, top: 0, wide: 2, high: 2 }, values, 2, 2, MAP);
  assert.deepEqual([...pixels.data], [0, 50, 100, 255]);
});

test("between the middles of two cells values run straight, and beyond them they stand", () => {
  const pixels = sheet(8, 8);
  blendHeatmap(pixels, { left: 0, top: 0, wide: 8, high: 8 }, Uint8Array.from([0, 200, 0, 200]), 0, 2, MAP);
  assert.deepEqual([...pixels.data.subarray(24, 32)], [0, 0, 25, 75, 125, 175, 200, 200]);
});

test("up and down the same holds", () => {
  const pixels = sheet(8, 8);
  blendHeatmap(pixels, { left: 0, top: 0, wide: 8, high: 8 }, Uint8Array.from([0, 0, 200, 200]), 0, 2, MAP);
  assert.deepEqual(
    Array.from({ length: 8 }, (_, row) => pixels.data[row * 8 + 5]),
    [0, 0, 25, 75, 125, 175, 200, 200],
  );
});

test("one cell fills its square, and what is outside the sheet is left out", () => {
  for (const [left, top] of [
    [-1, -1],
    [2, 2],
  ]) {
    const pixels = sheet(4, 4);
    blendHeatmap(pixels, { left, top, wide: 3, high: 3 }, Uint8Array.from([42]), 0, 1, MAP);
    assert.deepEqual([...pixels.data].filter((v) => v === 42).length, 4);
    const filled = sheet(4, 4);
    fillBox(filled, { left, top, wide: 3, high: 3 }, 42);
    assert.deepEqual([...filled.data], [...pixels.data]);
  }
});

test("a box need not be square", () => {
  const pixels = sheet(4, 2);
  blendHeatmap(pixels, { left: 0, top: 0, wide: 4, high: 2 }, Uint8Array.from([0, 80, 100, 180]), 0, 2, MAP);
  assert.deepEqual([...pixels.data], [0, 20, 60, 80, 100, 120, 160, 180]);
});
