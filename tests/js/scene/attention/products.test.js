import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { gridsOf } from "../../../../static/js/scene/attention/grids.js";
import { numberIn, productsOf } from "../../../../static/js/scene/attention/products.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame } from "../../attention-example.js";

function sourceOf(options) {
  const { network, frame } = attentionFrame(options);
  return { network, frame, attention: attentionOf(network) };
}

/** All cells of all grids. */
const cellsOf = ({ attention }) =>
  gridsOf(attention).flatMap(({ key, columns }) =>
    [false, true].flatMap((isGrad) =>
      Array.from({ length: attention.nPositions * columns }, (_, i) => ({ key, isGrad, row: Math.floor(i / columns), column: i % columns })),
    ),
  );

test("the products of every cell that has some add up to its number", () => {
  for (const options of [{ heads: 1 }, { heads: 2 }, { T: 4, causal: true, heads: 2 }]) {
    const source = sourceOf(options);
    const seen = new Set();
    for (const cell of cellsOf(source)) {
      const products = productsOf(source, cell);
      if (!products) continue;
      seen.add((cell.isGrad ? "d" : "") + cell.key[0]);
      const number = numberIn(source, cell);
      assert.ok(Math.abs(products.sum - number) < 1e-6, `${JSON.stringify(cell)}: ${products.sum} is ${number}`);
    }
    assert.deepEqual([...seen].sort(), ["C", "S", "dA", "dK", "dQ", "dV"]);
  }
});

test("masked keys add nothing: a query reads those up to itself", () => {
  const source = sourceOf({ T: 4, causal: true, heads: 1 });
  const count = (cell) => productsOf(source, cell).terms.length;
  assert.equal(count({ key: "Q", isGrad: true, row: 1, column: 0 }), 2);
  assert.equal(count({ key: "K", isGrad: true, row: 1, column: 0 }), 3);
});

test("where a number is missing there are no products", () => {
  const source = { ...sourceOf({}), frame: null };
  assert.equal(productsOf(source, { key: "S0", isGrad: false, row: 0, column: 0 }), null);
});
