import assert from "node:assert/strict";
import { test } from "node:test";
import { blendCurve } from "../../../../static/js/painters/base/curve.js";
import { pointOn } from "../../../../static/js/scene/network/hit.js";

const WHITE = 0xffffffff;
const BLACK = 0xff000000;

function sheet(width, height) {
  return { data: new Uint32Array(width * height).fill(WHITE), width, height };
}

/** How much of each pixel is covered, 0 to 1, where black is drawn on white. */
const cover = ({ data }) => Float64Array.from(data, (value) => 1 - (value & 0xff) / 255);

const total = (pixels) => cover(pixels).reduce((sum, value) => sum + value, 0);

/** Length of an edge's curve, from the points that the pointer is compared with. */
function lengthOf(edge) {
  let length = 0;
  for (let i = 0; i < 2000; i += 1) {
    const [[x0, y0], [x1, y1]] = [pointOn(edge, i / 2000), pointOn(edge, (i + 1) / 2000)];
    length += Math.hypot(x1 - x0, y1 - y0);
  }
  return length;
}

for (const [name, y1, width] of [
  ["a level line", 60, 1],
  ["a slope", 90, 3],
  ["a steep line", 115, 2],
  ["a thin line", 100, 0.5],
]) {
  test(`${name} covers its length times its width`, () => {
    const pixels = sheet(80, 120);
    const edge = { x0: 10, y0: 60, x1: 70, y1 };
    blendCurve(pixels, edge.x0, edge.y0, edge.x1, edge.y1, { width, color: BLACK, dash: 0, gap: 0 });
    const wanted = lengthOf(edge) * width;
    assert.ok(Math.abs(total(pixels) / wanted - 1) < 0.03, `${total(pixels)} ${wanted}`);
  });
}

test("the curve lies where the pointer finds the edge", () => {
  const pixels = sheet(80, 120);
  const edge = { x0: 10, y0: 20, x1: 70, y1: 100 };
  blendCurve(pixels, edge.x0, edge.y0, edge.x1, edge.y1, { width: 3, color: BLACK, dash: 0, gap: 0 });
  const covered = cover(pixels);
  for (const t of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const [x, y] = pointOn(edge, t);
    assert.ok(covered[Math.floor(y) * 80 + Math.floor(x)] > 0.9, `${t}`);
  }
});

test("dashes leave their share of the line out", () => {
  const [whole, dashed] = [sheet(400, 60), sheet(400, 60)];
  const stroke = { width: 4, color: BLACK, dash: 0, gap: 4 };
  blendCurve(whole, 10, 30, 390, 35, stroke);
  blendCurve(dashed, 10, 30, 390, 35, { ...stroke, dash: 8 });
  assert.ok(Math.abs(total(dashed) / total(whole) - 2 / 3) < 0.04);
});

test("what would lie outside is left out, and nothing else is touched", () => {
  const pixels = sheet(20, 20);
  blendCurve(pixels, -30, -30, 50, 50, { width: 2, color: BLACK, dash: 0, gap: 0 });
  assert.ok(total(pixels) > 10);
  assert.equal(pixels.data[19], WHITE);
  assert.equal(pixels.data.length, 400);
});

test("colours mix by coverage, channel by channel, and stay opaque", () => {
  const pixels = { data: new Uint32Array(9).fill(0xff204060), width: 3, height: 3 };
  blendCurve(pixels, 0, 1.5, 3, 1.5, { width: 0.5, color: 0xff80c0ff, dash: 0, gap: 0 });
  const found = pixels.data[4];
  assert.equal(found >>> 24, 255);
  const channels = [16, 8, 0].map((shift) => (found >>> shift) & 255);
  for (const [i, wanted] of [0x50, 0x80, 0xaf].entries()) assert.ok(Math.abs(channels[i] - wanted) <= 1, `${channels}`);
});
