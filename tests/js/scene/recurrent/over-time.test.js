import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { timeStripRoom, timeStripShape } from "../../../../static/js/scene/recurrent/over-time.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { stepX, unrolled, wallX } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const ROOM = { width: 730, height: 430, rem: 13, folded: new Set(), hasTerms: false, isTiny: false };
const RANGE = { low: -4, high: 0, hasZeros: false };
const widthOf = (text) => 7 * text.length;

const factorsOf = (sizes, derivatives, weights) => ({
  step: 1,
  state: "h",
  sizes,
  factors: [
    { name: "derivatives", values: derivatives },
    { name: "weights", values: weights },
  ],
});

function stripOf(nSteps, factors, twin = null, range = RANGE) {
  const shape = unrolled(recurrenceOf(recurrentNetwork({ nSteps })), ROOM);
  return { shape, strip: timeStripShape(shape, factors, twin, range, { rem: 13, widthOf }) };
}

test("each gradient has a dot below its time step, equal ratios are equal distances", () => {
  const { shape, strip } = stripOf(3, factorsOf([0.01, 0.1, 1], [null, 0.5, 0.5], [null, 0.2, 0.2]));
  assert.deepEqual(
    strip.dots.map(({ x }) => x),
    [0, 1, 2].map((t) => stepX(shape, t)),
  );
  const [low, middle, high] = strip.dots.map(({ y }) => y);
  assert.ok(low > middle && middle > high);
  assert.ok(Math.abs(low - middle - (middle - high)) < 1e-9);
});

test("a gradient that is exactly 0 lies on a line of its own, one that is not known nowhere", () => {
  const { strip } = stripOf(3, factorsOf([0, null, 1], [null, null, null], [null, null, null]), null, { ...RANGE, hasZeros: true });
  assert.deepEqual(
    strip.dots.map(({ layer, isZero }) => [layer, isZero]),
    [
      [0, true],
      [2, false],
    ],
  );
  assert.ok(strip.ticks.some(({ text, y }) => text === "0" && y === strip.dots[0].y));
});

test("the last time step of the twin is below this one's", () => {
  const twin = factorsOf([0.1, 1], [null, 1], [null, 1]);
  assert.deepEqual(
    stripOf(3, factorsOf([1, 1, 1], [], []), twin).strip.twin.map(({ layer }) => layer),
    [1, 2],
  );
  const longer = factorsOf([0.1, 0.1, 0.1, 1], [], []);
  assert.deepEqual(
    stripOf(3, factorsOf([1, 1, 1], [], []), longer).strip.twin.map(({ layer }) => layer),
    [0, 1, 2],
  );
});

test("all of the strip is in its part of the picture, and no cell is", () => {
  for (const hasTerms of [false, true]) {
    const shape = unrolled(recurrenceOf(recurrentNetwork({ nSteps: 3 })), { ...ROOM, hasTerms });
    const { x, y, width, height } = timeStripRoom(shape, 13);
    const strip = timeStripShape(shape, factorsOf([0.01, 0.1, 1], [null, 0.5, 0.5], [null, 0.2, 0.2]), null, RANGE, { rem: 13, widthOf });
    const all = [...strip.dots, ...strip.ticks, ...strip.factors, ...strip.signs];
    assert.ok(all.every((mark) => mark.x > x && mark.x < x + width && mark.y > y + 6 && mark.y < y + height - 6));
    assert.ok(shape.bands.every(({ box }) => box.y + box.height < y));
    assert.ok(!shape.terms || shape.terms.y + shape.terms.height <= y + height);
  }
});

test("factors are written between their time steps, a strong one bold", () => {
  const { shape, strip } = stripOf(3, factorsOf([1, 1, 1], [null, 0.5, 0.9], [null, 2.5, 1.2]));
  assert.deepEqual(
    strip.factors.map(({ layer, factor, text, isStrong }) => [layer, factor, text, isStrong]),
    [
      [1, "derivatives", "0.50", true],
      [2, "derivatives", "0.90", false],
      [1, "weights", "2.50", true],
      [2, "weights", "1.20", false],
    ],
  );
  const [first] = strip.factors;
  assert.ok(Math.abs(first.x + first.width / 2 - wallX(shape, 1)) < 1e-9);
  assert.deepEqual(strip.bars, []);
  assert.deepEqual(
    strip.signs.map(({ text, y }) => [text, y]),
    [
      ["f′", shape.factorY.first],
      ["W", shape.factorY.second],
    ],
  );
});

test("where time steps are too narrow for words, factors are bars: down below 1, up above it", () => {
  const n = 50;
  const all = (value) => [null, ...Array.from({ length: n - 1 }, () => value)];
  const sizes = Array.from({ length: n }, () => 1);
  const { strip, shape } = stripOf(n, factorsOf(sizes, all(0.8), all(1.25)));
  assert.deepEqual([strip.factors.length, strip.bars.length], [0, 2 * (n - 1)]);
  const [down, up] = [strip.bars[0], strip.bars.at(-1)];
  assert.ok(down.height < 0 && up.height > 0);
  assert.ok(Math.abs(down.height + up.height) < 1e-9, "0.8 and 1 / 0.8 are equally long");
  const strong = stripOf(n, factorsOf(sizes, all(0.001), all(0.5))).strip.bars;
  assert.ok(strong.every(({ isStrong }) => isStrong));
  assert.equal(strong[0].height, strong.at(-1).height);
  assert.ok(-strong[0].height <= shape.factorHeight / 2);
});
