import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionShape, boxOf, cellOf, filled, nextCell } from "../../../../static/js/scene/attention/shape.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";

const REM = 13;
const shapeOf = (width, height, options) =>
  attentionShape(attentionOf(attentionNetwork({ T: 6, tokens: 5, width: 16, heads: 1, ...options })), width, height, REM);

const SIZES = [
  [731, 380, {}],
  [855, 560, { heads: 2 }],
  [562, 400, { T: 10, tokens: 8, heads: 2 }],
  [359, 290, { heads: 2 }],
  [731, 200, { T: 10 }],
  [731, 380, { T: 2, tokens: 31, width: 32 }],
];

test("at all sizes grids stand side by side within the width, values above their gradients, with their borders", () => {
  for (const [width, height, options] of SIZES) {
    const { grids, chips, tops, line, head } = shapeOf(width, height, options);
    let right = chips.tokens + chips.chip / 2;
    for (const { value, grad } of grids) {
      assert.ok(value.left > right, `${width}: ${value.left} > ${right}`);
      right = value.left + value.wide;
      assert.deepEqual([grad.left, grad.wide, grad.high], [value.left, value.wide, value.high]);
      assert.ok(value.top >= head && value.top + value.high + head <= grad.top + 0.001);
      const border = grad.top + grad.high + 1;
      assert.ok(border <= height + 0.001);
      assert.equal(value.high, line * (options.T ?? 6));
    }
    assert.deepEqual(tops, [grids[0].value.top, grids[0].grad.top]);
    assert.ok(chips.targets - chips.chip / 2 >= right && chips.targets + chips.chip / 2 <= width);
  }
});

test("with little room the states between are left out, but never queries, keys, values, scores, weights and answers", () => {
  const keys = (...size) => shapeOf(...size).grids.map(({ key }) => key);
  assert.deepEqual(keys(731, 380), ["h", "Q", "K", "V", "S0", "A0", "C", "h1", "a", "h2", "p"]);
  assert.deepEqual(keys(359, 290), ["Q", "K", "V", "S0", "A0", "p"]);
  assert.ok(keys(731, 380, { T: 2, tokens: 31, width: 32 }).includes("h"));
});

test("widths fill the room between their least and their most", () => {
  const close = (found, wanted) => assert.ok(found.every((each, k) => Math.abs(each - wanted[k]) < 1e-5));
  close(
    filled(
      [
        { least: 10, most: 100 },
        { least: 20, most: 25 },
      ],
      75,
    ),
    [50, 25],
  );
  close(filled([{ least: 10, most: 20 }], 500), [20]);
});

test("each cell is found at its own place, in values and in gradients", () => {
  const shape = shapeOf(731, 380);
  for (const { key, columns } of shape.grids) {
    for (const isGrad of [false, true]) {
      const cell = { key, isGrad, row: 4, column: columns - 1 };
      const { left, top, wide, high } = boxOf(shape, cell);
      assert.deepEqual(cellOf(shape, left + wide / 2, top + high / 2), cell);
    }
  }
  assert.equal(cellOf(shape, 1, 1), null);
  assert.equal(boxOf(shapeOf(359, 290), { key: "h", isGrad: false, row: 0, column: 0 }), null);
});

test("arrow keys go from cell to cell, and over the edges to the next grid and to the gradients", () => {
  const shape = shapeOf(731, 380);
  const after = (cell, ...keys) => keys.reduce((at, key) => nextCell(shape, at, key), cell);
  const first = { key: "A0", isGrad: false, row: 0, column: 0 };
  assert.deepEqual(after(null, "ArrowRight"), first);
  assert.deepEqual(after(first, "ArrowRight", "ArrowDown"), { ...first, row: 1, column: 1 });
  assert.deepEqual(after(first, "ArrowLeft"), { ...first, key: "S0", column: 5 });
  assert.deepEqual(after({ ...first, column: 5 }, "ArrowRight"), { ...first, key: "C" });
  assert.deepEqual(after({ ...first, row: 5 }, "ArrowDown"), { ...first, isGrad: true });
  assert.deepEqual(after({ ...first, isGrad: true }, "ArrowUp"), { ...first, row: 5 });
  assert.deepEqual(after(first, "ArrowUp"), first);
  assert.deepEqual(after({ ...first, isGrad: true, row: 5 }, "ArrowDown"), { ...first, isGrad: true, row: 5 });
  assert.deepEqual(after({ key: "h", isGrad: false, row: 2, column: 0 }, "ArrowLeft"), { key: "h", isGrad: false, row: 2, column: 0 });
});
