import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { factorText, isSameMark, markAt, marksOf, stripShape } from "../../../../static/js/scene/strip/gradient-strip.js";
import { networkOf } from "../../examples.js";

const REM = 13;
const HEIGHT = 90;
const RANGE = { low: -6, high: 0, hasZeros: false };
/** As wide as in Inter, about. */
const widthOf = (text, sizeRem) => text.length * sizeRem * REM * 0.56;
const ROOM = { height: HEIGHT, rem: REM, widthOf };

const factorsOf = (delta, more = {}) => ({
  step: 1,
  delta,
  weights: delta.slice(1).map(() => 0.87),
  derivatives: delta.slice(1).map(() => 0.24),
  theory: delta.map(() => null),
  bands: delta.map(() => null),
  ...more,
});

const columnsOf = (nHidden, width) => networkShape(networkOf(2, ...Array(nHidden).fill(8), 1), width, 400, REM).columns;

const strip = (delta, { width = 731, more = {}, twin = null, range = RANGE } = {}) =>
  stripShape(columnsOf(delta.length - 1, width), factorsOf(delta, more), twin, range, ROOM);

test("a dot is below its column, and a decade is a decade high", () => {
  const { dots } = strip([1e-6, 1e-4, 1e-2, 1]);
  const columns = columnsOf(3, 731).slice(1);
  assert.deepEqual(
    dots.map(({ x }) => x),
    columns.map(({ x }) => x),
  );
  const rises = dots.slice(1).map(({ y }, i) => dots[i].y - y);
  assert.ok(rises.every((rise) => Math.abs(rise - rises[0]) < 1e-9 && rise > 5));
});

test("what is not known yet has no dot, and zero is on a row of its own, below all numbers", () => {
  const { dots, ticks } = strip([null, 0, 1e-6, 1], { range: { ...RANGE, hasZeros: true } });
  assert.deepEqual(
    dots.map(({ layer, isZero }) => [layer, isZero]),
    [
      [1, true],
      [2, false],
      [3, false],
    ],
  );
  assert.ok(dots[0].y > dots[1].y + 0.5 * REM);
  assert.deepEqual([ticks[0].text, ticks[0].y], ["0", dots[0].y]);
});

test("the ticks are powers of ten at their places", () => {
  const { ticks, dots } = strip([1e-6, 1e-4, 1e-2, 1]);
  assert.deepEqual(
    ticks.map(({ text }) => text),
    ["10⁻⁶", "10⁻⁴", "10⁻²", "1"],
  );
  for (const [i, { y }] of ticks.entries()) assert.ok(Math.abs(y - dots[i].y) < 1e-9);
});

test("the factors stand in the middle between two columns and never overlap, from 1 to 8 hidden layers, on a phone too", () => {
  for (const width of [358, 600, 731, 1100]) {
    for (let n = 1; n <= 8; n += 1) {
      const delta = Array.from({ length: n + 1 }, (_, i) => 10 ** (i - n));
      const more = { weights: Array(n).fill(0.0031), derivatives: Array(n).fill(12.3) };
      const found = strip(delta, { width, more });
      assert.equal(found.factors.length, 2 * n);
      for (const one of found.factors) {
        const xs = columnsOf(n, width).slice(1);
        const middle = (xs[one.layer].x + xs[one.layer + 1].x) / 2;
        const pair = found.factors.filter(({ layer, y }) => layer === one.layer && y === one.y);
        const [left, right] = [Math.min(...pair.map(({ x }) => x)), Math.max(...pair.map(({ x, width: w }) => x + w))];
        assert.ok(Math.abs((left + right) / 2 - middle) < 1, "centred");
        for (const other of found.factors) {
          const overlaps = one !== other && one.y === other.y && one.x < other.x + other.width && other.x < one.x + one.width;
          assert.ok(!overlaps, `${n} layers at ${width} px: ${one.text} and ${other.text}`);
        }
        assert.ok(one.y + 0.5 * REM <= HEIGHT, "inside of the strip");
      }
    }
  }
});

test("with room the factors have their signs and one row; without it two rows, then the signs once", () => {
  const rows = (found) => new Set(found.factors.map(({ y }) => y)).size;
  const wide = strip([0.1, 0.2, 1]);
  assert.deepEqual([rows(wide), wide.factors.map(({ text, sign }) => text + sign), wide.signs], [1, ["0.87 W", "0.24 f′", "0.87 W", "0.24 f′"], []]);
  const deep = strip(Array(9).fill(0.1));
  assert.deepEqual([rows(deep), deep.factors[0].sign, deep.signs], [2, " W", []]);
  const phone = strip(Array(9).fill(0.1), { width: 358 });
  assert.deepEqual([rows(phone), phone.factors[0].sign, phone.signs.map(({ text }) => text)], [2, "", ["W", "f′"]]);
});

test("a factor that halves or doubles is strong", () => {
  const { factors } = strip([1, 1, 1], { more: { weights: [0.5, 0.51], derivatives: [1.9, 2] } });
  assert.deepEqual(
    factors.map(({ text, isStrong }) => [text, isStrong]),
    [
      ["0.50", true],
      ["1.90", false],
      ["0.51", false],
      ["2.00", true],
    ],
  );
});

test("an unknown factor leaves its place empty", () => {
  const { factors } = strip([null, 0.1, 1], { more: { weights: [null, 0.3], derivatives: [null, null] } });
  assert.deepEqual(
    factors.map(({ layer, factor }) => [layer, factor]),
    [[1, "weights"]],
  );
});

test("factors are short: two digits, three from 1 to 10, one where they are tiny", () => {
  assert.deepEqual([0.8702, 0.2401, 1.4712, 0.9996, 0.054, 0.00312, 12.3, 0.00000123, 0, Infinity].map(factorText), [
    ...["0.87", "0.24", "1.47", "1.00", "0.054", "0.003", "12", "1e−6", "0", "∞"],
  ]);
});

test("theory and band are drawn where there is a theory", () => {
  const more = { theory: [null, 1e-3, 1e-1], bands: [null, 1, 0] };
  const { theory, band, dots } = strip([1e-4, 1e-3, 1e-1], { more });
  assert.deepEqual(
    theory.map(({ x, y }) => [x, y]),
    dots.slice(1).map(({ x, y }) => [x, y]),
  );
  const decade = dots[0].y - dots[1].y;
  const [upper, , end, lower] = band;
  assert.ok(Math.abs(lower.y - upper.y - 2 * decade) < 1e-9, "a decade up and a decade down");
  assert.equal(end.y, theory[1].y);
  assert.deepEqual([strip([1, 1]).theory, strip([1, 1]).band], [[], []]);
});

test("a twin of another depth has its output below this one's", () => {
  const { twin, dots } = strip([1e-3, 1e-2, 1], { twin: factorsOf([1e-4, 1]) });
  assert.deepEqual(
    twin.map(({ x }) => x),
    dots.slice(1).map(({ x }) => x),
  );
  const deeper = strip([1e-3, 1], { twin: factorsOf([1e-4, 1e-3, 1e-2, 1]) }).twin;
  assert.deepEqual(
    deeper.map(({ layer }) => layer),
    [2, 3],
  );
});

test("marks go from left to right, and are found below the pointer", () => {
  const found = strip([1e-3, 1e-2, 1]);
  const marks = marksOf(found);
  assert.deepEqual(
    marks.map(({ layer, factor }) => `${layer} ${factor}`),
    ["0 null", "0 weights", "0 derivatives", "1 null", "1 weights", "1 derivatives", "2 null"],
  );
  const dot = found.dots[1];
  assert.ok(isSameMark(markAt(found, dot.x + 4, dot.y - 4, REM), marks[3]));
  for (const { x, y, width, layer, factor } of found.factors) assert.ok(isSameMark(markAt(found, x + width / 2, y, REM), { layer, factor }));
  assert.equal(markAt(found, 5, 5, REM), null);
  assert.ok(!isSameMark(null, marks[0]) && isSameMark(null, null));
});
