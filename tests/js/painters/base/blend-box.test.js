import assert from "node:assert/strict";
import { test } from "node:test";
import { blendBox, packedOf } from "../../../../static/js/painters/base/blend-box.js";

const [BLACK, WHITE] = [0xff000000, 0xffffffff];
const sheet = (width, height) => ({ data: new Uint32Array(width * height).fill(BLACK), width, height });
/** How white each pixel is, in 255ths. */
const whiteness = ({ data }) => [...data].map((pixel) => pixel & 255);

test("a pixel is covered as far as the rectangle reaches into it", () => {
  const pixels = sheet(4, 3);
  blendBox(pixels, 1, { x: 0.5, y: 1, width: 2.25, height: 1.5 }, WHITE);
  assert.deepEqual(whiteness(pixels), [0, 0, 0, 0, 128, 255, 191, 0, 64, 128, 96, 0]);
  assert.ok([...pixels.data].every((pixel) => pixel >>> 24 === 255));
});

test("rectangles are in units of the page, and end at the sheet", () => {
  const pixels = sheet(4, 2);
  blendBox(pixels, 2, { x: 1, y: -5, width: 50, height: 5.5 }, WHITE);
  assert.deepEqual(whiteness(pixels), [0, 0, 255, 255, 0, 0, 0, 0]);
  blendBox(pixels, 1, { x: 9, y: 9, width: 5, height: 5 }, WHITE);
  blendBox(pixels, 1, { x: 0, y: 0, width: 0, height: 2 }, WHITE);
  assert.deepEqual(whiteness(pixels), [0, 0, 255, 255, 0, 0, 0, 0]);
});

test("each channel is mixed for itself", () => {
  const pixels = sheet(1, 1);
  blendBox(pixels, 1, { x: 0, y: 0, width: 0.5, height: 1 }, 0xff204060);
  assert.equal(pixels.data[0], 0xff102030);
});

test("colours of a theme are packed once", () => {
  const theme = Object.fromEntries(["ground", "sunken", "ink", "edge", "positive", "negative"].map((name, i) => [name, `#01020${i}`]));
  const found = packedOf(theme);
  assert.deepEqual([found.ground, found.negative], [0xff000201, 0xff050201]);
  assert.equal(packedOf(theme), found);
});
