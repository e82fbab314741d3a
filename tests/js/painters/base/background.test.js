import assert from "node:assert/strict";
import { test } from "node:test";
import { createBackground } from "../../../../static/js/painters/base/background.js";

test("pixels are filled with ground when layout, colour or pixels are other ones, and else stay", () => {
  const paint = createBackground();
  const [layout, other] = [{}, {}];
  const sheet = { data: new Uint32Array(2), width: 2, height: 1 };
  const isFilled = (pixels, of, color) => {
    pixels.data.fill(7);
    paint(pixels, of, color);
    const isAll = pixels.data.every((pixel) => pixel === color);
    assert.ok(isAll || pixels.data.every((pixel) => pixel === 7));
    return isAll;
  };
  assert.deepEqual([isFilled(sheet, layout, 1), isFilled(sheet, layout, 1)], [true, false]);
  assert.deepEqual([isFilled(sheet, other, 1), isFilled(sheet, other, 1)], [true, false]);
  assert.deepEqual([isFilled(sheet, other, 2), isFilled(sheet, other, 2)], [true, false]);
  assert.equal(isFilled({ ...sheet, data: new Uint32Array(2) }, other, 2), true);
  assert.equal(isFilled(sheet, null, 2), true);
});
