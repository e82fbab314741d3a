import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { largestOf, patchEquation, pixelEquation, placesAt, placesOf, sumOf, termsEquation } from "../../../../static/js/scene/convolution/equations.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, convolutionFrame, TERMS, TWO_STAGES } from "../../pictures.js";

const NET = netOf(CONVOLUTION);
const TWO = netOf(TWO_STAGES);
const SHOWN = { frame: convolutionFrame(), network: CONVOLUTION, net: NET, isGradient: false, lens: "weights", dx: null };
const place = (part, more = {}) => ({ part, stage: 0, filter: 0, channel: 0, row: 0, column: 0, ...more });

test("a gradient is the sum over positions of delta times what the weight meets", () => {
  const { factors, sum, count, kind } = termsEquation(TERMS);
  assert.deepEqual(
    factors.map(({ name, rows, columns, values }) => [name, rows, columns, ...values]),
    [
      ["input", 2, 2, 11, 12, 21, 22],
      ["delta", 2, 2, 0, 0, 0, 0.5],
      ["products", 2, 2, 0, 0, 0, 11],
    ],
  );
  assert.deepEqual([sum, count, kind], [11, 4, "terms"]);
  assert.equal(sumOf(factors[2]), sum);
});

test("of the batch there are the products alone, and what each picture adds", () => {
  const { factors } = termsEquation({ ...TERMS, sample: null, deltas: null, inputs: null, value: 12, terms: [1, null, 0, 11] });
  assert.deepEqual(
    factors.map(({ name, rows, columns, values }) => [name, rows, columns, ...values]),
    [
      ["products", 2, 2, 1, NaN, 0, 11],
      ["pictures", 1, 2, 1, 11],
    ],
  );
  const many = termsEquation({ ...TERMS, sample: null, deltas: null, inputs: null, bars: { ...TERMS.bars, terms: Array(12).fill(1) } }).factors[1];
  assert.deepEqual([many.rows, many.columns, many.values[11], many.values[12]], [2, 10, 1, NaN]);
});

test("terms that have no grid are a line", () => {
  const [, , { rows, columns }] = termsEquation({ ...TERMS, grid: null }).factors;
  assert.deepEqual([rows, columns], [1, 4]);
});

test("a position leads to the number that the weight meets there, and to delta", () => {
  assert.deepEqual(placesAt(NET, place("dK", { filter: 1, row: 2, column: 1 }), 1, 0), [place("x", { row: 3, column: 1 }), place("z", { filter: 1, row: 1 })]);
  assert.deepEqual(placesAt(TWO, place("K", { stage: 1, filter: 2, channel: 1, row: 2, column: 1 }), 0, 0), [
    place("pool", { filter: 1, row: 2, column: 1 }),
    place("z", { stage: 1, filter: 2 }),
  ]);
  assert.deepEqual(placesAt(NET, place("b", { filter: 1 }), 1, 1), [place("z", { filter: 1, row: 1, column: 1 })]);
  assert.deepEqual(placesAt(NET, place("W", { stage: 1, filter: 1 }), 0, 0), [place("pool"), place("y", { stage: 1, filter: 1 })]);
});

test("z is the sum of kernel times patch, and the bias", () => {
  const { factors, sum, count } = patchEquation(SHOWN, place("z", { filter: 1, row: 1, column: 1 }));
  assert.deepEqual(
    factors.map(({ name, values }) => [name, ...values]),
    [
      ["map", 11, 0, 0, 0, 0, 0, 0, 0, 0],
      ["bias", -4],
    ],
  );
  assert.deepEqual([sum, count], [7, 9]);
});

test("∂L/∂x of a pixel is the sum over filters of weight times delta", () => {
  const { factors, sum, count } = pixelEquation(SHOWN, place("x", { row: 2, column: 2 }));
  assert.deepEqual(
    factors.map(({ name, index, values }) => [name, index, ...values.map((value) => value + 0)]),
    [
      ["filter", 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0],
      ["filter", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  );
  assert.deepEqual([sum, count], [0.5, 2 * 4]);
  assert.equal(pixelEquation(SHOWN, place("dx", { row: 1, column: 1 })).sum, -0.25);
});

test("sums over all pixels agree with the way of the deltas", () => {
  let all = 0;
  for (let row = 0; row < 4; row += 1) for (let column = 0; column < 4; column += 1) all += pixelEquation(SHOWN, place("x", { row, column })).sum;
  assert.equal(all, 0.5 * 1 - 0.25 * 1);
});

test("without the numbers in the frame there is no equation", () => {
  const frame = { ...convolutionFrame(), nodes: [] };
  assert.equal(patchEquation({ ...SHOWN, frame }, place("z")), null);
  assert.equal(pixelEquation({ ...SHOWN, frame }, place("x")), null);
  const without = pixelEquation({ ...SHOWN, frame: convolutionFrame({ "W_before.0": [[2, 9], []] }) }, place("x"));
  assert.deepEqual([without.factors[0].values[0], without.sum], [NaN, NaN]);
});

test("a cell of a pixel's equation leads to the weight and the delta, if they meet", () => {
  const filter = { name: "filter", index: 1 };
  assert.deepEqual(placesOf(NET, place("x", { row: 2, column: 2 }), filter, 1, 2), [
    place("K", { filter: 1, row: 1, column: 2 }),
    place("z", { filter: 1, row: 1 }),
  ]);
  assert.deepEqual(placesOf(NET, place("x"), filter, 1, 2), []);
  const map = { name: "map", index: 0 };
  assert.deepEqual(placesOf(NET, place("z", { filter: 1, row: 1 }), map, 2, 1), [
    place("K", { filter: 1, row: 2, column: 1 }),
    place("x", { row: 3, column: 1 }),
  ]);
  assert.deepEqual(placesOf(NET, place("z", { filter: 1 }), { name: "bias", index: 0 }, 0, 0), [place("b", { filter: 1 })]);
  assert.deepEqual(placesOf(TWO, place("pool", { filter: 1, row: 2, column: 2 }), filter, 2, 2), [
    place("K", { stage: 1, filter: 1, channel: 1, row: 2, column: 2 }),
    place("z", { stage: 1, filter: 1 }),
  ]);
  assert.deepEqual(placesOf(TWO, place("pool", { stage: 1 }), filter, 0, 0), []);
});

test("the largest product and its share of all sizes are found", () => {
  assert.deepEqual(largestOf(termsEquation({ ...TERMS, terms: [1, -6, 0, 3] })), { factor: 2, row: 0, column: 1, value: -6, share: 0.6 });
  assert.equal(largestOf(termsEquation({ ...TERMS, terms: [0, 0, 0, null] })), null);
});
