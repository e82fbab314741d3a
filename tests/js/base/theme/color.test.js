import assert from "node:assert/strict";
import { test } from "node:test";
import { fromOklab, mix, packed, parseColor, ramp, toOklab } from "../../../../static/js/base/theme/color.js";

test("colours are read from the style sheet's notations", () => {
  assert.deepEqual(parseColor("#ff8000"), [255, 128, 0]);
  assert.deepEqual(parseColor("rgb(28 28 34 / 14%)"), [28, 28, 34]);
});

test("OKLab goes there and back", () => {
  const back = fromOklab(toOklab([12, 130, 240]));
  for (const [i, value] of [12, 130, 240].entries()) assert.ok(Math.abs(back[i] - value) < 0.5);
});

test("a mixture begins and ends with its colours", () => {
  assert.deepEqual(mix([255, 0, 0], [0, 0, 255], 0).map(Math.round), [255, 0, 0]);
  assert.deepEqual(mix([255, 0, 0], [0, 0, 255], 1).map(Math.round), [0, 0, 255]);
});

test("a ramp passes through its stops", () => {
  const colors = ramp(["#000000", "#808080", "#ffffff"], 5).map((rgb) => rgb.map(Math.round));
  assert.deepEqual(
    [colors[0], colors[2], colors[4]],
    [
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ],
  );
});

test("packed colours have their bytes in the order of ImageData", () => {
  assert.deepEqual([...new Uint8Array(packed([[1, 2, 3]]).buffer)], [1, 2, 3, 255]);
});
