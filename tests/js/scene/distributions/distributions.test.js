import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { barPath, curvePath, magnitudePicture, rangePicture, scopeOf, signalPicture } from "../../../../static/js/scene/distributions/distributions.js";
import { distributionFrame } from "../../distribution-frame.js";
import { frameOf } from "../../examples.js";

test("bars of z tell where the slope is nearly 0", () => {
  // 6 numbers in the bin from 0 to 0.25, 2 from 4 to 4.25, 1 below -8, 1 above 8
  const picture = signalPicture(distributionFrame({ z: { 33: 6, 49: 2, 0: 1, 65: 1 } }), 0);
  assert.equal(picture.total, 10);
  assert.deepEqual(
    picture.bars.map(({ bin, height }) => [bin, height]),
    [[33, 1]],
  );
  assert.deepEqual(
    picture.flat.map(({ bin }) => bin),
    [0, 49, 65],
  );
  assert.equal(picture.flatShare, 0.4);
});

test("the slope counts as nearly 0 up to a twentieth of its maximum", () => {
  // tanh' = 1 - tanh^2 is 0.05 at 2.18: the bin around 2.125 is above it, the next one below
  const picture = signalPicture(distributionFrame({ z: { 41: 1, 42: 1 } }), 0);
  assert.deepEqual([picture.bars[0].bin, picture.flat[0].bin], [41, 42]);
  assert.equal(picture.slopeMax, 1);
});

test("quartiles are the middles of their bins", () => {
  const { quartiles } = signalPicture(distributionFrame({ z: { 1: 1, 33: 2, 64: 1 } }), 0);
  assert.deepEqual(quartiles, [-7.875, 0.125, 0.125]);
  assert.deepEqual(signalPicture(distributionFrame({ z: { 0: 3, 65: 1 } }), 0).quartiles, [-8, -8, -8]);
});

test("f fills the height of the picture, f' begins at 0", () => {
  const { f, slope } = signalPicture(distributionFrame({ z: { 33: 1 } }), 0);
  assert.equal(f.length, 129);
  assert.deepEqual([f[0], f[64], f[128]], [0, 0.5, 1]);
  assert.ok(Math.abs(slope[64] - 1) < 1e-6 && slope[0] < 1e-5);
});

test("softmax has no curve, and none of its numbers are blocked", () => {
  const picture = signalPicture(distributionFrame({ z: { 0: 1, 33: 1 }, curve: () => Number.NaN }), 0);
  assert.deepEqual([picture.f, picture.slope, picture.flat], [[], [], []]);
});

test("a has the bins of its range", () => {
  const frame = distributionFrame({ a: { 1: 2, 64: 1 }, scope: [10, 5, -1, 1] });
  const { total, low, high, bars } = rangePicture(frame, 0);
  assert.deepEqual([total, low, high, bars.length], [3, -1, 1, 2]);
  assert.deepEqual(scopeOf(frame, 0), { samples: 10, read: 5, low: -1, high: 1 });
});

test("magnitudes stand over whole decades, by sign", () => {
  // The last bin, 7, ends at 10^2; 4 bins before it is 10^0.75 to 10^1.
  const picture = magnitudePicture(distributionFrame({ W: { last: 7, negative: { 79: 2 }, positive: { 75: 4, 60: 1 } } }), 0, "W");
  assert.deepEqual([picture.low, picture.high], [-3, 2]);
  const bins = (bars) => bars.map(({ at, height }) => [Math.round(at * 20), height]);
  assert.deepEqual(bins(picture.up), [
    [0, 0.25],
    [15, 1],
  ]);
  assert.deepEqual(bins(picture.down), [[19, -0.5]]);
  assert.deepEqual([picture.total, picture.positive, picture.median], [7, 5, 0.875]);
});

test("zeros and what is smaller have bars of their own, half up and half down", () => {
  const picture = magnitudePicture(distributionFrame({ delta: { last: -3, zeros: 8, small: 2, positive: { 79: 4 } } }), 0, "delta");
  assert.deepEqual([picture.zeros, picture.small, picture.total], [8, 2, 14]);
  assert.deepEqual(
    picture.rest.map(({ height }) => height),
    [1, 0.25],
  );
});

test("of more than twelve decades the smallest join the rest", () => {
  const picture = magnitudePicture(distributionFrame({ dW: { last: -1, positive: { 79: 1, 0: 5, 40: 2 } } }), 0, "dW");
  assert.deepEqual([picture.low, picture.high, picture.small], [-12, 0, 5]);
  assert.equal(picture.up.length, 2);
});

test("zeros alone have no decades", () => {
  const picture = magnitudePicture(distributionFrame({ ratio: { zeros: 6 } }), 0, "ratio");
  assert.deepEqual([picture.up, picture.down, picture.median, picture.total], [[], [], null, 6]);
});

test("what the step has not computed is not drawn", () => {
  const frame = distributionFrame({ z: { 33: 1 }, delta: null });
  assert.equal(magnitudePicture(frame, 0, "delta"), null);
  assert.ok(signalPicture(frame, 0));
  assert.equal(rangePicture(distributionFrame({ a: null }), 0), null);
  assert.equal(signalPicture(frame, 1), null);
  assert.equal(signalPicture(frameOf({}), 0), null);
});

test("bars rise from their base or hang from it", () => {
  const size = { width: 100, height: 20, base: 20 };
  assert.equal(barPath([{ at: 0.5, width: 0.1, height: 0.5 }], size), "M50 20h10v-10h-10z");
  assert.equal(barPath([{ at: 0, width: 0.1, height: -1 }], size), "M0 20h10v20h-10z");
});

test("a curve goes from the left end to the right one", () => {
  assert.equal(curvePath([0, 1, 0.5], { width: 100, height: 10, left: 5, base: 12 }), "M5 12L55 2L105 7");
  assert.equal(curvePath([], { width: 1, height: 1, left: 0, base: 0 }), "");
});

test("rows and columns are where the server says", async (t) => {
  const { signals, magnitudes, head } = PAGE.histograms;
  t.after(() => void Object.assign(PAGE.histograms, { signals, magnitudes, head }));
  Object.assign(PAGE.histograms, { signals: ["a", "z"], magnitudes: ["W", "ratio"], head: ["small", "more", "last", "zeros"] });
  const changed = await import("../../../../static/js/scene/distributions/distributions.js?changed");
  assert.deepEqual(changed.MAGNITUDES, ["W", "ratio"]);
  const row = (/** @type {number} */ n) => [n, 7, 0, 3, 0, 0, 5, 0];
  const sections = {
    "log_histograms.0": [
      [2, 8],
      [...row(1), ...row(2)],
    ],
    "linear_histograms.0": [
      [2, 3],
      [0, 4, 0, 0, 9, 0],
    ],
  };
  const frame = frameOf({
    ...sections,
    "activation_curves.0": [
      [2, 3],
      [0, 0, 0, 1, 1, 1],
    ],
  });
  const { zeros, small, positive, total } = changed.magnitudePicture(frame, 0, "ratio");
  assert.deepEqual({ zeros, small, positive, total }, { zeros: 3, small: 2, positive: 5, total: 10 });
  assert.deepEqual([changed.rangePicture(frame, 0).total, changed.signalPicture(frame, 0).total], [4, 9]);
});
