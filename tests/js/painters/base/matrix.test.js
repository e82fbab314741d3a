import assert from "node:assert/strict";
import { test } from "node:test";
import { mapColor, paintMatrix, wholePixels } from "../../../../static/js/painters/base/matrix.js";
import { THEME } from "../../examples.js";

const sheet = (width, height) => ({ data: new Uint32Array(width * height).fill(999), width, height });
const line = ({ data, width }, y) => [...data.subarray(y * width, (y + 1) * width)];

test("each number is a cell of its colour, row by row from its start on", () => {
  const pixels = sheet(6, 2);
  paintMatrix(pixels, { left: 1, top: 0, wide: 4, high: 2 }, { values: [9, -2, 0, 2, 4], start: 1, rows: 2, columns: 2 }, 2, THEME);
  assert.deepEqual(
    [line(pixels, 0), line(pixels, 1)],
    [
      [999, 0, 0, 128, 128, 999],
      [999, 255, 255, 255, 255, 999],
    ],
  );
});

test("colours are those of the theme's map; what is larger than the scale has the strongest", () => {
  assert.deepEqual(
    [-3, -1, 0, 0.5, 1, Infinity].map((value) => mapColor(value, 1, THEME)),
    [0, 0, 128, 191, 255, 255],
  );
  assert.equal(mapColor(0, 0, THEME), 128);
});

test("cells that are large enough have a line of ground between them", () => {
  const pixels = sheet(12, 6);
  paintMatrix(pixels, { left: 0, top: 0, wide: 12, high: 6 }, { values: [1, -1], rows: 1, columns: 2 }, 1, THEME);
  assert.deepEqual(line(pixels, 0), [255, 255, 255, 255, 255, 999, 0, 0, 0, 0, 0, 999]);
  assert.deepEqual(line(pixels, 5), Array(12).fill(999));
});

test("a number that is not computed yet is hatched, and never the colour of 0", () => {
  const pixels = sheet(5, 5);
  paintMatrix(pixels, { left: 0, top: 0, wide: 5, high: 5 }, { values: [NaN], rows: 1, columns: 1 }, 1, THEME);
  const found = new Set(pixels.data);
  assert.deepEqual([...found].sort(), [THEME.hairlinePacked, THEME.panelPacked].sort());
  assert.equal(line(pixels, 1)[4], THEME.hairlinePacked);
});

test("beside a hatched cell the others of its row have their colours on every line", () => {
  const pixels = sheet(21, 14);
  paintMatrix(pixels, { left: 0, top: 0, wide: 21, high: 14 }, { values: [1, NaN, -1, 0, 1, -1], rows: 2, columns: 3 }, 1, THEME);
  for (const y of [0, 5]) assert.deepEqual([line(pixels, y)[5], line(pixels, y)[6], line(pixels, y)[14], line(pixels, y)[20]], [255, 999, 0, 999]);
  assert.ok(line(pixels, 4).slice(7, 13).includes(THEME.hairlinePacked));
  assert.deepEqual(line(pixels, 6), Array(21).fill(999));
  assert.deepEqual([line(pixels, 12)[0], line(pixels, 12)[7], line(pixels, 12)[14]], [128, 255, 0]);
});

test("what is outside the sheet is left out", () => {
  for (const values of [
    [1, 1],
    [NaN, NaN],
  ]) {
    for (const [left, top] of [
      [-3, -3],
      [3, 3],
      [20, 0],
      [0, 20],
    ]) {
      const pixels = sheet(4, 4);
      paintMatrix(pixels, { left, top, wide: 4, high: 4 }, { values, rows: 1, columns: 2 }, 1, THEME);
      assert.equal(pixels.data.filter((v) => v !== 999).length, left === 20 || top === 20 ? 0 : 1);
    }
  }
});

test("boxes that touch on the page touch in pixels, too", () => {
  const first = wholePixels({ left: 1, top: 2, wide: 3.1, high: 1 }, 1.5);
  const second = wholePixels({ left: 4.1, top: 2, wide: 3.1, high: 1 }, 1.5);
  assert.deepEqual(first, { left: 2, top: 3, wide: 4, high: 2 });
  assert.deepEqual([second.left, second.wide], [first.left + first.wide, 5]);
});
