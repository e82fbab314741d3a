import assert from "node:assert/strict";
import { test } from "node:test";
import { onPixelRatio, pixelRatio } from "../../../../static/js/base/page/pixel-ratio.js";
import { openPage } from "../../dom.js";

test("a canvas gets the pixels of the screen, at most two per unit", (t) => {
  const { window } = openPage(t);
  for (const [given, ratio] of [
    [1, 1],
    [1.25, 1.25],
    [3, 2],
    [0, 1],
  ]) {
    window.devicePixelRatio = given;
    assert.equal(pixelRatio(), ratio);
  }
});

test("every change is told once, also the second one", (t) => {
  const { window, media } = openPage(t);
  const seen = [];
  onPixelRatio(() => seen.push(pixelRatio()));
  for (const [before, after] of [
    [1, 2],
    [2, 1.5],
    [1.5, 1],
  ]) {
    window.devicePixelRatio = after;
    media.set(`(resolution: ${before}dppx)`, false);
  }
  assert.deepEqual(seen, [2, 1.5, 1]);
});
