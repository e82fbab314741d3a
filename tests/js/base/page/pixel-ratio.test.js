import assert from "node:assert/strict";
import { test } from "node:test";
import { onPixelRatio, pixelRatio, sizeOnScreen } from "../../../../static/js/base/page/pixel-ratio.js";
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

test("a size is that of the pixels between which the browser draws a box", (t) => {
  const { window } = openPage(t);
  for (const [ratio, box, wanted] of [
    [1, { left: 196.98, top: 175.33, width: 731.28, height: 137.33 }, [731, 138]],
    [1, { left: 14.27, top: 416.14, width: 914, height: 137.33 }, [914, 137]],
    [2, { left: 0.2, top: 0.3, width: 10.1, height: 10 }, [10.5, 10]],
    [0, { left: 0, top: 0, width: 7.6, height: 0 }, [8, 0]],
  ]) {
    window.devicePixelRatio = ratio;
    const { width, height } = sizeOnScreen({ getBoundingClientRect: () => box });
    assert.deepEqual([width, height], wanted);
  }
});
