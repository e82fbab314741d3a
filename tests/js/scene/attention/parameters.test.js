import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import {
  nextParameter,
  parameterAt,
  parameterBox,
  parameterNumber,
  parameterShape,
  parametersOf,
  writeParameter,
} from "../../../../static/js/scene/attention/parameters.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";
import { frameOf } from "../../examples.js";

const NETWORK = attentionNetwork({ T: 3, tokens: 4, width: 4 });
const ALL = parametersOf(attentionOf(NETWORK), NETWORK);
const ROOM = { width: 700, height: 170, rem: 13 };
const SHAPE = parameterShape(ALL, ROOM);
const of = (name) => ALL.find((each) => each.name === name);
const WEIGHTS = /** @type {const} */ (["W", "b"]);

test("embeddings, projections and layers are parts of the blocks of the engine", () => {
  assert.deepEqual(
    ALL.map(({ name, rows, columns }) => `${name} ${rows}x${columns}`),
    ["E 4x4", "P 4x3", "Q 4x4", "K 4x4", "V 4x4", "O 4x4", "1 8x4", "b1 8x1", "2 4x8", "b2 4x1", "y 4x4", "by 4x1"],
  );
  assert.deepEqual([of("P").column, of("K").row, of("V").row, of("b1").column], [4, 4, 8, null]);
  const without = parametersOf(attentionOf(NETWORK), { ...NETWORK, blocks: [] });
  assert.deepEqual(
    without.filter(({ column }) => column === null),
    [],
  );
});

test("all lie side by side, gradients below, on a phone as well", () => {
  for (const width of [700, 330]) {
    const { parameters } = parameterShape(ALL, { ...ROOM, width });
    parameters.forEach(({ value, grad }, i) => {
      const next = parameters[i + 1]?.value.left ?? width + 1;
      assert.ok(value.left + value.wide <= next && value.wide > 0, `${width}: ${i}`);
      assert.ok(grad.top >= value.top + value.high && grad.top + grad.high <= ROOM.height + 1);
    });
  }
});

test("the cell at a place has its box around that place", () => {
  const cell = { index: 3, isGrad: true, row: 2, column: 1 };
  const { left, top, wide, high } = parameterBox(SHAPE, cell);
  assert.deepEqual(parameterAt(SHAPE, left + wide / 2, top + high / 2), cell);
  assert.equal(parameterAt(SHAPE, 0, 0), null);
  assert.equal(parameterBox(SHAPE, { ...cell, index: 99 }), null);
});

test("arrow keys go from cell to cell, from matrix to matrix, and down to the gradients", () => {
  const first = nextParameter(SHAPE, null, "ArrowRight");
  assert.deepEqual(first, { index: 0, isGrad: false, row: 0, column: 0 });
  const go = (cell, ...keys) => keys.reduce((at, key) => nextParameter(SHAPE, at, key), cell);
  assert.deepEqual(go(first, "ArrowRight", "ArrowDown"), { ...first, row: 1, column: 1 });
  assert.deepEqual(go({ ...first, row: 3, column: 3 }, "ArrowRight"), { ...first, index: 1, row: 3, column: 0 });
  assert.deepEqual(go({ ...first, row: 3 }, "ArrowDown"), { ...first, isGrad: true, row: 0 });
  assert.deepEqual(go({ ...first, isGrad: true }, "ArrowUp"), { ...first, row: 3 });
  for (const key of ["ArrowUp", "ArrowLeft"]) assert.deepEqual(go(first, key), first);
  assert.equal(nextParameter(parameterShape([], ROOM), null, "ArrowUp"), null);
});

test("numbers are read from the rows and columns of their block", () => {
  const frame = frameOf({ "W.0": [[4, 7], Array.from({ length: 28 }, (_, i) => i)], "b.3": [[8], [0, 1, 2, 3, 4, 5, 6, 7]] });
  assert.equal(parameterNumber(frame, of("P"), { row: 2, column: 1 }, WEIGHTS), 2 * 7 + 4 + 1);
  assert.equal(parameterNumber(frame, of("b1"), { row: 5, column: 0 }, WEIGHTS), 5);
  assert.equal(parameterNumber(frame, of("Q"), { row: 0, column: 0 }, WEIGHTS), null);
  assert.deepEqual([...writeParameter(frame, of("P"), WEIGHTS, new Float64Array(12))].slice(0, 4), [4, 5, 6, 11]);
  assert.deepEqual([...writeParameter(frame, of("b1"), WEIGHTS, new Float64Array(8))], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok([...writeParameter(frame, of("Q"), WEIGHTS, new Float64Array(16))].every(Number.isNaN));
});
